"""Well-known scripts: how they are recognised, and which configuration makes a copy dangerous."""
