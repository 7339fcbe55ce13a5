"""A person's decisions about deliveries: shown first, then done by their digest, each row only as it was shown."""
