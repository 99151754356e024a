"""The way to and from a caller's URL: what is signed, and what is let through."""
