"""Builds the documentation site: script/docs."""

project = "hiyari"
author = "the hiyari authors"
extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["_build"]
html_theme = "furo"
html_title = "hiyari"
myst_heading_anchors = 3
