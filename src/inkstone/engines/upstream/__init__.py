"""Other servers that are called: those that say what they object to in words and pictures."""
