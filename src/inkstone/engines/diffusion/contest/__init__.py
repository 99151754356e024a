"""The engine beside the plain pipeline of diffusers, to be timed."""
