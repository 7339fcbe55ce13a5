"""Logs of a mail system that never was, with both accidents planted in them and the truth written beside."""
