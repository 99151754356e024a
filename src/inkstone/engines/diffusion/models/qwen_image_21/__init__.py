"""Qwen-Image-2.1 and its Turbo."""
