"""Near misses of campaigns: one file each, found by its place."""
