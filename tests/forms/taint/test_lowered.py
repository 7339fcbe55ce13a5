"""Included files that were lowered before are taken as they are, and nothing that is said of a script depends on it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hiyari.forms.evidence import Ability, Reading
from hiyari.forms.language import Language
from hiyari.forms.taint.ir import Program
from hiyari.forms.taint.lowered import KEPT, Lowered
from hiyari.forms.taint.read import read

_SENDS = b"<?php\nfunction send($to) { mail($to, 's', 'b'); }\n"
_CHECKS = b"<?php\nfunction send($to) { if (!ctype_digit($to)) exit; mail('a@example.jp', 's', $to); }\n"
_SCRIPTS = (
    b"<?php require 'one.php'; send($_POST['to']);",
    b"<?php require 'two.php'; send($_GET['a']);",
    b"<?php require 'one.php'; require './one.php'; require 'two.php'; send($_POST['to']);",
    b"<?php require 'both.php'; send('a@example.jp'); mail('a@example.jp', 's', 'b', $_POST['h']);",
    b"<?php require 'none.php'; send($_POST['to']);",
)
_FILES = {"one.php": _SENDS, "./one.php": _SENDS, "two.php": _SENDS, "both.php": b"<?php require 'one.php';"}


def _read(source: bytes, files: dict[str, bytes]) -> Reading:
    return read(source, Language.PHP, path="/web/form.php", include=files.get)


def _lower(_: bytes) -> Program:
    return Program(())


@given(st.lists(st.tuples(st.sampled_from(_SCRIPTS), st.booleans()), max_size=6))
def test_a_reading_is_the_same_with_and_without_what_was_kept(asked: list[tuple[bytes, bool]]) -> None:
    """Whatever was read before, and whether a library changed meanwhile, a reading is that of a new process."""
    KEPT.clear()
    for source, changed in asked:
        files = {**_FILES, "one.php": _CHECKS} if changed else _FILES
        kept = _read(source, files)
        before = KEPT._programs.copy()
        KEPT.clear()
        assert _read(source, files) == kept
        KEPT._programs.update(before)
        KEPT.octets = sum(octets for _, octets in KEPT._programs.values())


def test_a_library_that_changes_between_two_scripts_is_read_as_it_is_then() -> None:
    """The octets decide, not the name: a library that was mended between two readings is the mended one."""
    source = _SCRIPTS[0]
    assert _read(source, {"one.php": _SENDS}).abilities == {Ability.RECIPIENT}
    assert not _read(source, {"one.php": _CHECKS}).flows
    assert _read(source, {"one.php": _SENDS}).abilities == {Ability.RECIPIENT}


def test_a_library_is_lowered_once() -> None:
    """The same file under the same name gives the same program; under another name it is another file."""
    kept = Lowered()
    first = kept.program(_lower, "a.php", b"1")
    assert kept.program(_lower, "a.php", b"1") is first
    assert kept.program(_lower, "b.php", b"1") is not first
    assert kept.program(_lower, "a.php", b"2") is not first


@given(st.lists(st.tuples(st.integers(0, 9), st.binary(max_size=60))))
def test_what_is_kept_is_bounded(asked: list[tuple[int, bytes]]) -> None:
    """However many files are asked for, no more octets than the bound are kept, and they are counted right."""
    kept = Lowered(2000)
    for name, source in asked:
        kept.program(_lower, str(name), source)
        held = [octets for _, octets in kept._programs.values()]
        assert sum(held) == kept.octets <= 2000
