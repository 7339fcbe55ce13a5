"""The whole RFC 7208 suite passes, explanations included."""

import os
from pathlib import Path

import pytest

from tests.conformance.openspf import Case, load

SUITE = Path(__file__).parents[3] / "shared" / "cases" / "rfc7208-tests.yml"


def _cases() -> list[Case]:
    return list(load(SUITE)) if SUITE.exists() else []


def test_suite_is_there() -> None:
    """The suite is present, and under CI its absence is a failure, so that it cannot silently stop being run."""
    if not SUITE.exists() and not os.environ.get("CI"):
        pytest.skip(f"the suite is missing: put it at {SUITE.parent.name}/{SUITE.name} beside the checkout")
    assert len(_cases()) == 203


@pytest.mark.parametrize("case", _cases(), ids=lambda case: f"{case.scenario}/{case.name}")
def test_case(case: Case) -> None:
    """The evaluator gives the result, and the explanation, that the suite expects."""
    assert case.check() is None
