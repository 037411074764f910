"""The case file: what happened to a case, as a bilingual PDF, and the ombudsman she may take it to."""
