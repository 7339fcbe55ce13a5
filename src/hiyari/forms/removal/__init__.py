"""Removal that can be undone: plan, digest, manifest, move, undo."""
