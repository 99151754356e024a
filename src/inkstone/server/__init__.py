"""The HTTP server: routing to the dialects, health, results, the page; it names no vendor."""
