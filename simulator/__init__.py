"""A stand-in for Twilio that keeps state, and a phone in the browser. Never part of production."""
