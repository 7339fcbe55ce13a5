"""Reading whole logs: files are cut into pieces, pieces read by several processes, and their edges joined."""
