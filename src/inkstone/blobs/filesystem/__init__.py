"""Blobs as files under one directory."""

from inkstone.blobs.filesystem.tree import FilesystemBlobs

__all__ = ["FilesystemBlobs"]
