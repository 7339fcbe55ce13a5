"""A small world of real mail servers in namespaces of its own, with the truth about every message."""
