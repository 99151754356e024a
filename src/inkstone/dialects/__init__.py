"""One folder a vendor API; nothing else knows a vendor's JSON."""
