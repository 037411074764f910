"""The hash-chained audit: written with what it tells of, verified and exported page by page. See decision 31."""
