"""Everything received, once per provider id; the rows are the queue of the dialogue."""
