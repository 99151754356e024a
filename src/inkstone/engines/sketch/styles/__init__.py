"""Styles: what a drawing is made to look like."""
