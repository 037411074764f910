"""Lists of cases by what must be done with them: who has which, in which order, page by page, counted up to a cap."""
