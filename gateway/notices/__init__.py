"""What an office is told about its cases: a list in the console, and a text to those officials who chose texts."""
