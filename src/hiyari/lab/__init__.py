"""A whole loopback internet: authoritative DNS, strict and lax receivers, relays; demo and tests live in it."""
