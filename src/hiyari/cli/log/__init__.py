"""Reading mail logs: ``hiyari log``."""
