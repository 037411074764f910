"""Surfaces: webhooks, JSON API, console. They differ in look, never in logic."""
