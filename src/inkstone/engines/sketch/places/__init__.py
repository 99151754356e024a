"""Backdrops: places, skies and weather."""
