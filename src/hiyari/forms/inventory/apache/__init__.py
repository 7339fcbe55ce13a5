"""Apache's configuration: its syntax, what it says about files, and what follows for one file."""
