"""The sketch engine: a deterministic illustrator that needs neither weights nor network."""
