"""What literal replies of mail servers mean: their cause, the blocklist that they name, and what to do about it."""
