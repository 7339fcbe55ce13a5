"""Readers of recipients files: CSV, TSV, NDJSON and Parquet, row by row in bounded memory."""
