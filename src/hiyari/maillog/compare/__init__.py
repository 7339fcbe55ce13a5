"""Relay against relay at the same destination: what is refused or deferred from one of them only, and why."""
