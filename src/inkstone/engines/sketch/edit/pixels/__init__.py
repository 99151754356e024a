"""Pixel edits: operations on any picture, whatever it shows."""
