"""Tests of `hiyari.maillog.ingest`."""
