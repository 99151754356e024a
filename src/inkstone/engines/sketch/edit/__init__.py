"""Edits of any picture by rules: an instruction read into operations, and the pixels they make."""
