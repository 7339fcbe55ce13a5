"""The kinds of nodes that a grammar has."""

from __future__ import annotations

import importlib
import warnings


def kinds(module: str) -> frozenset[str]:
    """All named kinds that a tree may show."""
    import tree_sitter  # noqa: PLC0415 - an extra

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        grammar = importlib.import_module(module)
        # That of PHP has two: with the pages around the code, and without.
        language = tree_sitter.Language(grammar.language_php() if module.endswith("php") else grammar.language())
    shown = (one for one in range(language.node_kind_count) if language.node_kind_is_named(one))
    return frozenset(
        name for one in shown if language.node_kind_is_visible(one) and (name := language.node_kind_for_id(one))
    )
