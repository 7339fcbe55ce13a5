"""Formats of access logs, one file each: every file has ``FORMATS``, and is found by its place."""
