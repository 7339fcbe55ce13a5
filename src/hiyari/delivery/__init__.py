"""Campaigns, the ledger, pacing, attribution of replies, and doubt."""
