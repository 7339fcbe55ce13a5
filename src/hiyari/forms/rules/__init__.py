"""The near misses of forms: one file each."""
