"""The service: webhooks, dialogue, cases, routing, outbox, console and API."""
