"""Animals of the sketch engine: four-legged ones, birds, and what lives in the sea."""
