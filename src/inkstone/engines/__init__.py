"""Ways to make a picture; the registry alone imports them."""
