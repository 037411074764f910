"""Twilio: SMS out, WhatsApp both ways. Every fact about that provider is in this folder and nowhere else."""
