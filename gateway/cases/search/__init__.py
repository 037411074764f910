"""One box finds a case: by its number, nearly its number, the citizen's phone, or words in any writing."""
