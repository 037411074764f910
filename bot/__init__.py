"""The bot: understands a citizen's message and proposes typed commands. Keeps nothing, calls nobody."""
