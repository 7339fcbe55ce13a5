"""What a stranger can do with shell scripts that serve forms, read from end to end."""

from __future__ import annotations

import pytest

from hiyari.forms.evidence import Ability, Reading
from hiyari.forms.language import Language
from hiyari.forms.taint.read import read

PARSER = r"""#!/bin/sh
decode() { printf '%b' "$(echo "$1" | sed 's/+/ /g; s/%/\\x/g')"; }
read -r body
for pair in $(echo "$body" | tr '&' ' '); do
    value=$(decode "${pair#*=}")
    case "$pair" in
        to=*) to=$value ;;
        from=*) from=$value ;;
        text=*) text=$value ;;
    esac
done
"""


def reading(source: str) -> Reading:
    """A script as it is read from a cgi-bin."""
    return read(source.encode(), Language.SHELL, path="/srv/www/cgi-bin/mail.sh")


def able(source: str) -> set[str]:
    """What is possible with a script."""
    return {ability.value for ability in reading(source).abilities}


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ('echo "$text" | mail -s form office@example.jp', ""),
        ('echo x | mail -s form "$to"', "recipient command"),
        ('echo x | mail -s form -- "$to"', "recipient"),
        ('mail -s "$text" office@example.jp < /dev/null', "header"),
        ('printf "To: office@example.jp\\nFrom: %s\\n\\n%s\\n" "$from" "$text" | /usr/sbin/sendmail -t', "header"),
        ('{ echo "To: $to"; echo; echo x; } | sendmail -t', "recipient header"),
        ("sendmail -t <<EOF\nTo: office@example.jp\nSubject: form\n\n$from: $text\nEOF", ""),
        ('echo "To: $to" > /tmp/m.$$; echo >> /tmp/m.$$; sendmail -t < /tmp/m.$$; rm /tmp/m.$$', "recipient header"),
        ('from=$(echo "$from" | tr -d "\\r\\n"); printf "To: a@example.jp\\nFrom: %s\\n\\n" "$from" | sendmail -t', ""),
        ('from=$(printf "%s" "$from" | tr -cd "A-Za-z0-9@._-"); printf "To: a@example.jp\\nFrom: %s\\n\\n" "$from" | sendmail -t', ""),
        ('from=$(echo "$from" | sed "s/[\\r\\n]//g"); printf "To: a@example.jp\\nFrom: %s\\n\\n" "$from" | sendmail -t', "header"),
        ('from=$(echo "$from" | tr -d "\\r\\n"); printf "To: a@example.jp\\nFrom: $from\\n\\n" | sendmail -t', "header"),
        ('case "$to" in office@example.jp|sales@example.jp) ;; *) exit 1 ;; esac\necho x | mail -s form "$to"', ""),
        ('[[ "$from" =~ ^[A-Za-z0-9._-]+@[A-Za-z0-9.-]+$ ]] || exit\nprintf "To: a@example.jp\\nFrom: %s\\n\\n" "$from" | sendmail -t', ""),
        ('sh -c "echo x | mail -s form $to"', "recipient command"),
        ('eval "to=$to"; echo x | mail a@example.jp', "command"),
        ('notify() { echo "$2" | mail -s form "$1"; }\nnotify office@example.jp "$text"', ""),
        ('exit 0\necho x | mail -s form "$to"', ""),
        ('echo "To: $to" | cat > /dev/null', ""),
        ('if false; then echo x | mail -s form "$to"; fi', ""),
    ],
)  # fmt: skip
def test_ways_of_the_shell_to_mail(code: str, expected: str) -> None:
    """Each way in which shell scripts send mail gives a stranger what it gives, no more."""
    assert able(PARSER + code) == set(expected.split())


def test_variables_that_a_decoder_sets_are_the_request() -> None:
    """Variables that uncgi and proccgi set for the fields are the visitor's."""
    assert able('#!/bin/sh\neval `proccgi $*`\necho x | mail -s form -- "$FORM_to"\n') == {"recipient"}
    assert able('#!/bin/sh\necho x | mail -s form -- "$WWW_to"\n') == {"recipient"}


def test_what_is_not_decoded_holds_no_line_break() -> None:
    """A query as it stands cannot open a header; decoded it can."""
    raw = 'printf "To: a@example.jp\\nSubject: %s\\n\\n" "$QUERY_STRING" | sendmail -t\n'
    decoded = 'q=$(printf "%b" "$(echo "$QUERY_STRING" | sed "s/%/\\\\\\\\x/g")"); ' + raw.replace("QUERY_STRING", "q")
    assert able(raw) == set()
    assert able(decoded) == {Ability.HEADER.value}
