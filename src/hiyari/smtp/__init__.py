"""SMTP client and server state machines without I/O, and the sessions that drive them."""
