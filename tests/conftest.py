"""Imports nothing of ours: the bot's Python 3.10 run reads this file too."""
