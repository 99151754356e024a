"""Qwen-Image, -2512 and -Edit-2511."""
