"""What refers to a file: the link graph of a web root."""
