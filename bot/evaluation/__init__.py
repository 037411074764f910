"""Compares a candidate model with the current one on the evaluation sets, and refuses one that is worse."""
