"""Fusion: one picture of what several show."""
