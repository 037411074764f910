"""Channels: how messages enter and leave. One folder a provider; nothing here knows the web server."""
