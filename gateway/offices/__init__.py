"""The directory of offices, and which of them answers for what."""
