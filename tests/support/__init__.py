"""What tests share: databases, a scripted bot, a captured channel, signed requests."""
