"""nginx's configuration: its syntax, what it says about URLs, and what follows for one file."""
