"""Figures and dates: found in a text, normalised, and compared."""
