"""The near misses of tracing, one file each."""
