"""The triage desk's list: what a person must look at, because nothing else could settle it. Any step may add to it."""
