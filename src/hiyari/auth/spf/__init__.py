"""Sender Policy Framework, RFC 7208: parse a record, check a sender, lint a domain."""
