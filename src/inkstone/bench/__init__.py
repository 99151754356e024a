"""Benchmarks: one file each; they print tables and write their results as JSON."""
