"""Understanding: from text to language, intent, category, place. Rasa components around pure files."""
