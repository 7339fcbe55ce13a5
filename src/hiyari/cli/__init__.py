"""The command line: one file per command, renderers, exit codes."""
