"""The triage desk's work: a person looks at what nothing else could settle, acts, and says what she did."""
