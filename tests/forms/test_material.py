"""The table of labelled scripts is complete, even and true to the files."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from hiyari.forms.evidence import Ability
from hiyari.forms.language import Language
from tests.forms.material.table import FOLDER, Script, entries, scripts

LEAST = {
    Language.PHP: 45,
    Language.PERL: 30,
    Language.PYTHON: 18,
    Language.RUBY: 13,
    Language.SHELL: 13,
    Language.JAVASCRIPT: 14,
}
TRAPS = (
    "FILTER_VALIDATE_EMAIL",
    "FILTER_SANITIZE_EMAIL",
    "Subject argument",
    "mb_send_mail's Subject",
    "array-form headers",
    "string-form headers",
    "as_string",
    "EmailMessage",
    "htmlspecialchars",
    "strip_tags",
    "CRLF as a pair",
    "deny-list",
    "escapeshellarg",
    "one trailing LF",
    "Net::SMTP",
    "MIME::Lite",
    "Email::Sender",
    "PHPMailer",
    "Symfony",
    "Swift",
    "wp_mail",
    "nodemailer",
    "Mail gem",
    "Shift_JIS",
    "EUC-JP",
    "jcode",
    "ReadParse",
    "PHP 4",
    "extract",
    "variable variables",
    "heredoc",
    "hidden field",
    "guard after the sink",
    "another field",
    "list of errors",
    "login",
    "nobody calls",
    "behind exit",
    "POD",
    "__END__",
    "browser JavaScript",
)
"""What the material has to hold: the rows of the truth table, the sinks, the guards, the look-alikes."""


def test_every_file() -> None:
    """Every file of the language folders is labelled, and every label has its file."""
    here = {
        path.relative_to(FOLDER).as_posix()
        for language in Language
        for path in (FOLDER / language).rglob("*")
        if path.is_file()
    }
    assert here == {str(one) for one in entries()}


def test_enough() -> None:
    """There are enough scripts in every language, and about half of them are safe."""
    many = Counter(one.language for one in scripts())
    assert {language: many[language] >= least for language, least in LEAST.items()} == dict.fromkeys(LEAST, True)
    decided = [one for one in scripts() if not one.undecided]
    assert 0.4 <= sum(one.safe for one in decided) / len(decided) <= 0.6


@pytest.mark.parametrize("language", Language)
def test_every_ability(language: Language) -> None:
    """Every language has scripts with each ability, safe ones that send, and look-alikes that do not."""
    own = [one for one in scripts() if one.language is language]
    assert {ability for one in own for ability in one.abilities} == set(Ability)
    assert any(one.safe and one.sends for one in own)
    assert any(one.safe and not one.sends for one in own)


@pytest.mark.parametrize("trap", TRAPS)
def test_traps(trap: str) -> None:
    """Each trap is set somewhere."""
    assert any(trap in one.trap for one in scripts())


@pytest.mark.parametrize("script", entries(), ids=str)
def test_entry(script: Script) -> None:
    """An entry says why in one sentence, names files that exist, and agrees with itself and its file."""
    assert script.reason.endswith(".")
    assert script.trap
    assert not script.abilities or script.sends or script.undecided
    assert not script.either & script.abilities
    assert script.method in ("GET", "POST")
    data = script.path.read_bytes()
    assert data.decode(script.encoding)
    assert script.helper or len(data.splitlines()) <= 60
    for name in script.include:
        assert (FOLDER / script.language / name).is_file()
    for field in script.fields if script.abilities else ():
        assert field.encode() in data or field.startswith("q") or _reads_all(script.path)


def _reads_all(path: Path) -> bool:
    """Whether a script takes whatever fields come."""
    return any(word in path.read_text("latin-1") for word in ("foreach", "extract", "ReadParse", "each(", "r_", "eval"))
