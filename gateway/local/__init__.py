"""Everything that runs on one machine by itself: the embedded PostgreSQL, the supervisor, the doctor."""
