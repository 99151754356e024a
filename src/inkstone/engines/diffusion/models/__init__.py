"""One file for each model family: encode, prefill, velocities, decode."""
