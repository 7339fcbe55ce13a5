"""Sender authentication as RFCs define it: one folder per protocol, the same verbs in each, no I/O."""
