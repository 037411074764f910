"""What the bot does with what it understood: forms, answers, typed commands. No prose, no I/O, no clock."""
