"""Invented citizens and cases by the million, to see how the console does among them. Refused in production."""
