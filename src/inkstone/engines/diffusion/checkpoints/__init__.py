"""Checkpoints: where they are, what their files say, and how they are loaded."""
