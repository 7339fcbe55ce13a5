"""The shared vocabulary: values that every room may use, and nothing that does anything."""
