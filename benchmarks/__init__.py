"""Measurements, each its own program; definitions and results are in docs/benchmarks.md. `_*.py` is shared."""
