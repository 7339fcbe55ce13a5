"""The languages that forms are written in."""

from __future__ import annotations

from enum import StrEnum


class Language(StrEnum):
    """What a script is written in, whatever its name ends in."""

    PHP = "php"
    PERL = "perl"
    PYTHON = "python"
    RUBY = "ruby"
    SHELL = "shell"
    JAVASCRIPT = "javascript"
