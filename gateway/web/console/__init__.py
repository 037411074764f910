"""The officials' console: server-rendered pages that work without JavaScript."""
