"""Measurements, each its own program; results are in docs/."""
