"""Samples as they are stored, and what they add up to."""
