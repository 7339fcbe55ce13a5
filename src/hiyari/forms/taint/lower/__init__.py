"""From a syntax tree to `hiyari.forms.taint.ir`: one file (or folder) for each language, with ``lower``."""
