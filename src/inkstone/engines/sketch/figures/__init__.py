"""People and animals."""
