"""Citizens, the contacts they write from, their consent."""
