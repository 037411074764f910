"""One message becomes one turn: ask the bot, execute what it proposes."""
