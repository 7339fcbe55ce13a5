"""Near misses that show when relays are compared, one in each file."""
