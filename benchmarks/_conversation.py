"""The conversation that both bots hold: a complaint of six turns, word for word the same."""

TURNS = (
    "Hello",
    "There has been no water in our street for five days",
    "Kamoke",
    "yes",
    "What happened to my complaint?",
    "Thank you",
)
# The turn that registers, and the one that tells of what was registered.
REGISTERS, TELLS = 3, 4
