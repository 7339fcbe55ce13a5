"""One file per near miss. `hiyari.preflight.check` finds them by their place in this folder."""
