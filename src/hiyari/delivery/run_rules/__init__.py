"""The near misses of a run, one file each."""
