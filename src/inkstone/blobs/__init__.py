"""Where bytes are kept: one protocol, and a module for each kind of store."""
