"""Letters: fonts, shaping, lines and blocks of text."""
