"""Shell scripts as statements of the small language."""

from __future__ import annotations

import pytest

from hiyari.forms.taint.lower.shell import lower
from tests.forms.taint.written import written


def lines(source: str) -> list[str]:
    """The statements of a script."""
    return written(lower(source.encode()))[1:]  # the first gives <stdin>


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        # Words
        ('mail -s "$s" $to "$@"', ["mail('-s', $s, *$to, *$ARGV)"]),
        ("x=$1; y='$a'; z=a\\ b", ["$x = $ARGV['0']", "$y = '$a'", "$z = 'a b'"]),
        ("x=${a:-b}; y=${#a}; z=$((1+2))", ["$x = ($a or 'b')", "$y = number()", "$z = number()"]),
        ("x=${a//[$'\\r\\n']/}", ["$x = s///($a, perl/[\\r\\n]/g, '')"]),
        ("x=${!name}", ["$x = <variables>[$name]"]),
        ("x=$FORM_to", ["$x = $<request>['to']"]),
        ("FORM_to=a; x=$FORM_to", ["$FORM_to = 'a'", "$x = $FORM_to"]),
        # What commands write is put together
        ('echo "To: $to" | sendmail -t', ["redirect(sendmail('-t'), '<<', 'To: ' . $to . '\\n')"]),
        ("printf 'To: %s\\n%d\\n' \"$a\" $b | mail x", ["redirect(mail('x'), '<<', 'To: ' . $a . '\\n' . number() . '\\n')"]),
        ("printf '%s\\n' $a $b | mail x", ["redirect(mail('x'), '<<', $a . '\\n' . $b . '\\n')"]),
        ('echo -e "a\\nb" | mail x', ["redirect(mail('x'), '<<', 'a\\nb\\n')"]),
        ("{ echo a; echo; cat; } | sendmail -t", ["redirect(sendmail('-t'), '<<', 'a\\n\\n' . <stdin>)"]),
        ("cat <<EOF | sendmail -t\nTo: $to\n\n  $x\nEOF", ["redirect(sendmail('-t'), '<<', 'To: ' . $to . '\\n\\n  ' . $x . '\\n')"]),
        ("sendmail -t <<'EOF'\nTo: $to\nEOF", ["redirect(sendmail('-t'), '<<', 'To: $to\\n')"]),
        ('sendmail -t <<-EOF\n\tTo: "$to"\n\tEOF', ["redirect(sendmail('-t'), '<<', 'To: \"' . $to . '\"\\n')"]),
        ('mail x <<< "$y"', ["redirect(mail('x'), '<<', $y)"]),
        ("mail -s x <<EOF $to\nb\nEOF", ["redirect(mail('-s', 'x', *$to), '<<', 'b\\n')"]),
        ("x=`date | cut -c1`; y=$(id)", ["$x = cut(capture(date()), '-c1')", "$y = capture(id())"]),
        ("x=`echo \\`date\\``", ["$x = capture(date())"]),
        # Files that the script writes
        ('echo "$x" > /tmp/m.$$; echo b >> /tmp/m.$$; mail a < /tmp/m.$$', ["<file /tmp/m.$$> = $x . '\\n'", "<file /tmp/m.$$> .= 'b\\n'", "redirect(mail('a'), '<<', <file /tmp/m.$$>)"]),
        ("mail a < /etc/motd", ["redirect(mail('a'), '<<', cat('/etc/motd'))"]),
        # Filters
        ("x=$(echo \"$y\" | tr -d '\\r\\n')", ["$x = tr///($y, '\\r\\n', '', 'd')"]),
        ('x=$(echo "$y" | tr -cd a-c)', ["$x = tr///($y, 'abc', '', 'cd')"]),
        ("x=$(echo \"$y\" | sed 's/\\(a\\)/b/g')", ["<sed 16 0> = $y", "$x = s///(<sed 16 0>, posix/(a)/g, 'b') . <line breaks>(<sed 16 0>)"]),
        ('x=$(echo "$y" | head -n 1)', ["$x = head -1($y)"]),
        # Conditions
        ('[ "$x" = a ] || exit 1', ["if <$x equal 'a'>", "else", "  exit"]),
        ("[[ $x == *@a && -n $y || ! $z =~ ^a$ ]] && exit", ["if ((<$x matches glob/*@a/> and <$y different ''>) or !<$z matches posix/^a$/>)", "  exit"]),
        ('if ! echo "$x" | grep -Eq \'^a+$\'; then exit; fi', ["if !<$x matches posix-lines/^a+$/>", "  exit"]),
        ('grep -q a <<< "$x" && exit', ["if <$x matches posix-lines/a/>", "  exit"]),
        ('if test -z "$x"; then exit; elif true; then f; else g; fi', ["if <$x equal ''>", "  exit", "else", "  if '1'", "    f()", "  else", "    g()"]),
        ('case "$x" in a|b) f;; *[!a-z]*) exit;; *) g;; esac', ["if (<$x equal 'a'> or <$x equal 'b'>)", "  f()", "else", "  if <$x matches glob/*[!a-z]*/>", "    exit", "  else", "    if '1'", "      g()"]),
        # Input
        ("read -r a b", ["$a = <field>(<stdin>, '0')", "$b = <field>(<stdin>, '1')"]),
        ('IFS="&" read -ra p <<< "$q"', ["$p = split(' ', $q)"]),
        ("while read -r l; do f $l; done < <(echo \"$q\" | tr '&' '\\n')", ["$l = tr///($q, '&', '\\n', '')", "while mix()", "  $l = tr///($q, '&', '\\n', '')", "  f(*$l)"]),
        ('for p in $(echo "$q"); do f; done', ["for ($p) in $q", "  f()"]),
        # Code from values
        ('eval "$x"', ["eval($x)", "<variables>[$x] = $x"]),
        ("eval `proccgi`", ["<variables>[capture(proccgi())] = capture(proccgi())"]),
        ('sh -c "mail $to"', ["system('mail ' . $to)"]),
        ('declare "$k=$v"', ["<variables>[$k] = $v"]),
        # Commands by other names
        ("/usr/sbin/sendmail -t; M=/usr/bin/mail; $M a", ["sendmail('-t')", "$M = '/usr/bin/mail'", "mail('a')"]),
        ('echo "$to" | xargs mail -s x', ["mail('-s', 'x', *$to . '\\n')"]),
        ('curl --url smtp://h --mail-rcpt "$to" -T -', ["curl smtp(To => $to, Message => '-')"]),
        ('exec 3<>/dev/tcp/localhost/25; echo "RCPT TO:<$to>" >&3', ["*3 = socket()", "print(handle => *3, 'RCPT TO:<' . $to . '>\\n')"]),
        ("nc h 25 <<EOF\nRCPT TO:<$to>\nEOF", ["*nc = socket()", "print(handle => *nc, 'RCPT TO:<' . $to . '>\\n')"]),
        # Functions
        ('f() { local t="$1"; mail "$t"; }; f "$x"', ["sub f($@)", "  my $t = $@['0']", "  mail($t)", "f($x)"]),
        ('f() { echo "a$1"; }; x=$(f b)', ["sub f($@)", "  print('a' . $@['0'] . '\\n')", "  return 'a' . $@['0'] . '\\n'", "$x = <chomped>(f('b'))"]),
        (". ./lib.sh; source x", ["include './lib.sh'", "include 'x'"]),
        ("exec mail a; f", ["mail('a')", "exit", "f()"]),
    ],
)  # fmt: skip
def test_each_construct_becomes_what_it_means(source: str, expected: list[str]) -> None:
    """Each construct of the shell becomes the statements that say what it does to a value."""
    assert lines(source) == expected


def test_backticks_in_heredocs_are_commands_and_in_single_quotes_are_not() -> None:
    """A command in backticks runs in an unquoted heredoc and in double quotes only."""
    source = 'mail x <<EOF\ndon\'t `date` "$y"\nEOF\nx=\'`date`\'\ny="`date`"\n'
    assert lines(source) == [
        "redirect(mail('x'), '<<', \"don't \" . capture(date()) . ' \"' . $y . '\"\\n')",
        "$x = '`date`'",
        "$y = capture(date())",
    ]


def test_positions_are_those_of_the_script() -> None:
    """What is reported points at the very octet, in backticks and heredocs too."""
    source = b"x=`echo a | sendmail b`\nmail c <<EOF\n$(sendmail d)\nEOF\n"
    program = repr(lower(source))
    for at in (source.index(b"sendmail b"), source.index(b"sendmail d")):
        assert f"Call(at={at}, name='sendmail'" in program
