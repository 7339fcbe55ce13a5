"""The forgotten form: what on a web host can send mail, who uses it, and what an attacker controls in it."""
