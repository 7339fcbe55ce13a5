"""The ledger: who was promised what, what became of it, and the proof that nobody gets it twice."""
