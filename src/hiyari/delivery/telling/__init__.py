"""Tells a person what the ledger knows: what happened, what that proves and what not, and what can be done."""
