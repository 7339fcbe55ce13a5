"""What shell filters, lists and included files give is what they read: files they name, words, the script's folder."""

from __future__ import annotations

from typing import Final

import pytest

from hiyari.forms.evidence import Ability
from hiyari.forms.language import Language
from hiyari.forms.taint.read import read

_ALL: Final = {Ability.HEADER, Ability.RECIPIENT}
_MAIL: Final = '\nprintf "To: %s\\nSubject: x\\n\\nhi\\n" "$to" | /usr/sbin/sendmail -t\n'
READ: Final = {
    "standard input": ("to=$(cut -d= -f 2)", _ALL),
    "an option's value": ("to=$(sort -k 2 | head -n 1)", _ALL),
    "pattern from a file": ("to=$(grep -f patterns.txt)", _ALL),
    "standard input, named": ("to=$(grep x -)", _ALL),
    "errors thrown away": ("to=$(cat 2>/dev/null)", _ALL),
    "printed variable": ("to=$(awk -v n=\"$PATH_INFO\" 'BEGIN { print n }')", _ALL),
    "unquoted words": ("IFS='&'; p=($QUERY_STRING); to=${p[1]}", {Ability.RECIPIENT}),
    "reckoned index": ("p=($(tr '&' ' ' <<< \"$QUERY_STRING\")); i=1; to=${p[i+1]}", {Ability.RECIPIENT}),
    "list of a list": ('a=(x "$QUERY_STRING"); p=(y "${a[@]}"); to=${p[2]}', {Ability.RECIPIENT}),
    "a file": ('to=$(grep "^$QUERY_STRING " staff.txt | cut -d" " -f2)', set()),
    "a file by number": ("to=$(head -n 1 staff.txt)", set()),
    "compared variable": ("to=$(awk -v n=\"$PATH_INFO\" '$1 == n { print $2 }' staff.txt)", set()),
    "compared in an action": ("to=$(awk -v n=\"$PATH_INFO\" '{ if ($1 == n) print $2 }' staff.txt)", set()),
    "nothing said": ('to=$(echo "$PATH_INFO" | grep -q @ && echo o@example.jp)', set()),
    "thrown away": ("to=$(grep @ > /dev/null && echo o@example.jp)", set()),
    "said elsewhere": ('to=$(echo "$PATH_INFO" >&2; echo o@example.jp)', set()),
    "name in a mapping": ("declare -A m; m[a-b]=$QUERY_STRING; m[c]=o@example.jp; to=${m[c]}", set()),
}  # fmt: skip
"""How the recipient is found, and what that lets a visitor do."""
FOLDERS: Final = (
    '. "$(dirname "$0")/lib.sh"',
    '. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"',
    '. "${0%/*}/lib.sh"',
    '. "${BASH_SOURCE%/*}/lib.sh"',
    '. "$(dirname "$(readlink -f "$0")")/lib.sh"',
    'here=$(cd "$(dirname "$0")" && pwd)\n. "$here/lib.sh"',
)
_LIBRARY: Final = b"field() { cat; }\nline() { cat | tr -d '\\r\\n'; }\n"


@pytest.mark.parametrize("name", READ)
def test_read(name: str) -> None:
    """A recipient is the visitor's where the visitor's words are read, and not where a file or nothing is."""
    found, abilities = READ[name]
    reading = read(f"#!/bin/bash\n{found}{_MAIL}".encode(), Language.SHELL)
    assert reading.abilities == abilities


@pytest.mark.parametrize("included", FOLDERS)
@pytest.mark.parametrize(("function", "abilities"), [("field", {Ability.HEADER}), ("line", set())])
def test_folder(included: str, function: str, abilities: set[Ability]) -> None:
    """A file beside the script is read, however the folder is found."""
    mail = 'printf "To: o@example.jp\\nFrom: %s\\n\\nhi\\n" "$from" | /usr/sbin/sendmail -t'
    script = f"#!/bin/bash\n{included}\nfrom=$({function})\n{mail}\n"
    asked: list[str] = []

    def include(path: str) -> bytes | None:
        asked.append(path)
        return _LIBRARY

    reading = read(script.encode(), Language.SHELL, path="/srv/www/form.sh", include=include)
    assert asked == ["/srv/www/lib.sh"]
    assert reading.abilities == abilities
    assert not reading.blind
