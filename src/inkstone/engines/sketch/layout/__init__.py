"""Where everything is."""
