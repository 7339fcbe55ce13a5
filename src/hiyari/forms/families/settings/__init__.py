"""Reads the settings in a copy of a well-known script: they decide whom it mails, and not its name."""
