"""The formats of mail logs, one file each; what is not understood is counted and shown, never skipped in silence."""
