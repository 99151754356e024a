"""Inkstone: the self-hosted Qwen Image 2.0 platform.

Importing this package does nothing; `inkstone.bootstrap` puts the parts together.
"""

__version__ = "0.1.0"
