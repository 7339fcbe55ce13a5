"""Log formats: one small file for each product, which turns its lines into calls told to a history.

A format never guesses: a line is told as far as it can be read with certainty, and a line that concerns mail and could
not be read is counted as strange. No line, whatever its bytes, raises an error.
"""
