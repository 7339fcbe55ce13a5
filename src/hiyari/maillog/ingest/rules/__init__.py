"""The near misses of reading logs, one file each."""
