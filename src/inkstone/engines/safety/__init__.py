"""Classifiers of pictures, which run on this machine and say what they take a picture for."""
