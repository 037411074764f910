"""What officials do with cases: accept, start, answer, transfer."""
