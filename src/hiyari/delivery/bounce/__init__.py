"""Bounces that come later: what a message says, about whom, and what that does to the ledger. Pure."""
