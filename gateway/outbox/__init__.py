"""The outbox: texts on their way out, from a row to a provider's receipt. See docs/decisions/0004 and 0007."""
