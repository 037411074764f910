"""Clocks that cannot be gamed: warnings before a deadline, and a level up when it passes. Moves no deadline."""
