"""Long-running loops: inbox worker, outbox worker, scheduler."""
