"""Image bytes: what is in an encoded picture, and what may be put in."""
