"""Edits of any picture by rules: an instruction read into operations, and what they make."""
