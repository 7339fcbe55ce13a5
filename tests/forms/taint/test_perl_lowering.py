"""Perl as statements of the small language."""

from __future__ import annotations

import pytest

from hiyari.forms.taint.lower.perl import lower
from tests.forms.taint.written import written


def lines(source: str | bytes) -> list[str]:
    """The statements, without those that make a list empty before it is filled."""
    made = written(lower(source.encode() if isinstance(source, str) else source))
    return [one for one in made if not one.endswith(" .= []")]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        # Handles and what is written to them
        ('open(MAIL, "|/usr/lib/sendmail -t");', ["open(*MAIL, '|/usr/lib/sendmail -t')"]),
        ("open my $fh, '|-', $cmd, @args;", ["open($fh, '|-', $cmd, *@args)"]),
        ('print MAIL "To: $to\\n";', ["print(handle => *MAIL, 'To: ' . $to . '\\n')"]),
        ('print MAIL ("a", $b);', ["print(handle => *MAIL, 'a', $b)"]),
        ("print {$fh} 'a';", ["print(handle => $fh, 'a')"]),
        ("print { $self->{mail} } 'a';", ["print(handle => $self['mail'], 'a')"]),
        ('printf MAIL "To: %s\\n", $to;', ["printf(handle => *MAIL, 'To: %s\\n', $to)"]),
        ("print $text;", ["print($text)"]),
        (
            "select(MAIL); print 'a'; select(STDOUT); print 'b';",
            [
                *("<selected 0> = <selected>", "<selected> = *MAIL", "<selected 0>", "print('a')"),
                *("<selected 25> = <selected>", "<selected> = *STDOUT", "<selected 25>", "print('b')"),
            ],
        ),
        ("close(MAIL); close $fh;", ["close(handle => *MAIL)", "close(handle => $fh)"]),
        # Strings
        ("$x = 'a-b\\n';", ["$x = 'a-b\\\\n'"]),
        (
            '$x = "a\\tb\\x41\\101\\@$h{k}$l[0]$r->{a}{b}@{$r}";',
            ["$x = 'a\\tbAA@' . %h['k'] . @l['0'] . $r['a']['b'] . join(' ', *$r)"],
        ),
        ("$x = qq{a $b} . q(c) . 'd';", ["$x = 'a ' . $b . 'cd'"]),
        ("@x = qw(a b);", ["@x = ['a', 'b']"]),
        ("$x = `ls $y`; $z = qx{id};", ["$x = backtick('ls ' . $y)", "$z = backtick('id')"]),
        ("system('mail', $to); system(\"mail $to\");", ["system LIST('mail', $to)", "system('mail ' . $to)"]),
        # Variables, references, arguments
        (
            "my ($a, %b) = @_; my $c = shift; local($d) = @_;",
            ["my ($a, %b) = @_", "my $c = shift(@ARGV)", "my ($d) = @_"],
        ),
        ("sub f { my $c = shift; $_[0] }", ["sub f(@_)", "  my $c = shift(@_)", "  return @_['0']"]),
        (
            "f(\\%h, \\@l); $$r{x} = ${$r}{y}; @$r = %$s;",
            ["f(<reference>(%h), <reference>(@l))", "$r['x'] = $r['y']", "<contents>($r, '@') = $s"],
        ),
        ("&f; &f($x); f($x);", ["f(*@_)", "f($x)", "f($x)"]),
        ("%m = (To => $x, 'Subject', $y);", ["%m = ['To' => $x, 'Subject' => $y]"]),
        ("@h{'a','b'} = (1, 2);", ["(%h['a'], %h['b']) = ['1', '2']"]),
        ("$x = $ENV{'QUERY_STRING'}; $y = $ENV{SERVER_NAME};", ["$x = $ENV{QUERY_STRING}", "$y = $ENV{SERVER_NAME}"]),
        ("read(STDIN, $b, $ENV{'CONTENT_LENGTH'});", ["$b = <STDIN>()"]),
        (
            "&ReadParse(*form); &ReadParse;",
            ["<ReadParse>('ReadParse', %form, *form)", "<ReadParse>('ReadParse', %in)"],
        ),
        ("&jcode'convert(*x, 'jis'); $jcode'y = 1;", ["jcode::convert(*x, 'jis')", "$jcode::y = '1'"]),
        ("use constant TO => 'a@example.jp'; $x = TO;", ["TO = 'a@example.jp'", "$x = TO"]),
        # Patterns
        ("$x =~ s/[\\r\\n]//g;", ["$x = s///($x, perl/[\\r\\n]/g, '')"]),
        (
            "$x =~ tr/\\r\\n//d; $x =~ y/a-c/A-C/;",
            ["$x = tr///($x, '\\r\\n', '', 'd')", "$x = tr///($x, 'abc', 'ABC', '')"],
        ),
        ("$x =~ tr/+/ /;", ["$x = tr///($x, '+', ' ', '')"]),
        ("($y = $x) =~ s/a/b/;", ["$y = $x", "$y = s///($y, perl/a/, 'b')"]),
        ("$x =~ s/%(..)/pack('C', hex($1))/eg;", ["$x = s///($x, perl/%(..)/eg, pack('C', hex($1)))"]),
        (
            "$re = qr/^a/i; $x =~ /$re\\z/ or die;",
            ["$re = perl/^a/i", "if <$x matches perl/(?i:^a)\\z/>", "else", "  die"],
        ),
        ("my ($a) = $x =~ /^(\\w+)$/;", ["my ($a) = captures($x, perl/^(\\w+)$/)"]),
        ("die if $x =~ tr/\\n//;", ["if <$x matches perl/[\\\n]/>", "  die"]),
        ("die if index($x, ',') >= 0;", ["if <$x contains ','>", "  die"]),
        # What ends a way
        ("exit unless $x; die 'x'; return 1;", ["if $x", "else", "  exit", "die", "return '1'"]),
        ("$x eq 'a' or &bad; $y and exit;", ["if <$x equal 'a'>", "else", "  bad(*@_)", "if $y", "  exit"]),
        ("die unless grep { $_ eq $x } @ok;", ["if <$x in @ok>", "else", "  die"]),
        (
            "die unless exists $ok{$x}; die unless $ok{$y};",
            ["if <$x in %ok>", "else", "  die", "if <$y in %ok>", "else", "  die"],
        ),
        (
            "if ($a) { f() } elsif ($b) { g() } else { h() }",
            ["if $a", "  f()", "else", "  if $b", "    g()", "  else", "    h()"],
        ),
        ("eval { die }; eval $x;", ["try", "  die", "opaque: eval"]),
        # Loops
        ("foreach $x (@l) { next if !$x; f($x) }", ["for ($x) in @l", "  if !$x", "    leave", "  f($x)"]),
        ("while (($k, $v) = each %h) { f($v) }", ["for ($k, $v) in %h", "  f($v)"]),
        ("while (<STDIN>) { f($_) }", ["while mix()", "  $_ = <STDIN>()", "  f($_)"]),
        (
            "s/a//g for ($x, $y);",
            ["$_ = $x", "$_ = s///($_, perl/a/g, '')", "$x = $_", "$_ = $y", "$_ = s///($_, perl/a/g, '')", "$y = $_"],
        ),
        (
            "for (values %h) { s/a//g }",
            [
                "if %h",
                "  for (<key 0>, $_) in %h",
                "    $_ = s///($_, perl/a/g, '')",
                "    %h[<key 0>] = $_",
                "else",
                "  %h = []",
            ],
        ),
        (
            "%h = map { $_ => param($_) } qw(a b);",
            ["<map 5> = []", "for ($_) in ['a', 'b']", "  <map 5>[$_] = param($_)", "%h = <map 5>"],
        ),
        (
            "$h{$k} = $v; $h{$k} =~ s/a//;",
            ["<element 0> = $v", "<element 0> = s///(<element 0>, perl/a/, '')", "%h[$k] = <element 0>"],
        ),
        # Objects
        ("my $q = new CGI; $q->param('to');", ["my $q = CGI.new()", "$q.param('to')"]),
        ("MIME::Lite->new(To => $x)->send;", ["MIME::Lite.new(To => $x).send()"]),
        ("$m->add('Bcc', $x); $m->header_set(To => $y);", ["$m.add(Bcc => $x)", "$m.header_set(To => $y)"]),
        ("require 'jcode.pl'; do './lib.pl';", ["include 'jcode.pl'", "include './lib.pl'"]),
        ("__END__\nsystem($x);", []),
        ("=pod\n\nsystem($x);\n\n=cut\n\nf();", ["f()"]),
    ],
)
def test_each_construct_becomes_what_it_means(source: str, expected: list[str]) -> None:
    """Each construct of Perl becomes the statements that say what it does to a value."""
    assert lines(source) == expected


def test_heredocs_belong_to_the_tokens_that_announce_them_in_order() -> None:
    """Several heredocs on a line get their texts in order, and only the quoted one keeps its dollar signs."""
    source = "print MAIL <<\"A\", <<'B', <<~C;\nTo: $x\n\nA\n$y\nB\n   c\n   $z\n   C\n"
    assert lines(source) == ["print(handle => *MAIL, 'To: ' . $x . '\\n\\n', '$y\\n', 'c\\n' . $z . '\\n')"]


def test_a_forked_sendmail_is_a_pipe_of_the_words_that_the_child_runs() -> None:
    """A handle opened by "|-" gets the words of the exec that follows."""
    assert lines('open(M, "|-") || exec("/usr/sbin/sendmail", "-oi", $to);')[0] == (
        "if open(*M, '|-', '/usr/sbin/sendmail', '-oi', $to)"
    )


def test_a_format_is_what_write_writes() -> None:
    """The lines of a format, with the variables in their places, are written by write."""
    source = "format MAIL =\nTo: @<<<<\n$to\n.\nopen(MAIL, '|sendmail -t');\nwrite(MAIL);\n"
    assert lines(source)[1] == "print(handle => *MAIL, 'To: ' . $to . '\\n')"


@pytest.mark.parametrize("encoding", ["shift_jis", "euc_jp", "utf-8"])
def test_japanese_text_in_any_encoding_stays_as_it_is(encoding: str) -> None:
    """Octets of a Japanese encoding neither end a string nor belong to a name, and are kept."""
    source = "print MAIL \"お名前: $name様\\n\"; # 住所'\nprint 'ご意見';\n".encode(encoding)
    name, opinion = "お名前: ".encode(encoding), "ご意見".encode(encoding)
    after = "様\n".encode(encoding)
    assert lines(source) == [
        f"print(handle => *MAIL, {repr(name)[1:]} . $name . {repr(after)[1:]})",
        f"print({repr(opinion)[1:]})",
    ]


def test_the_old_package_quote_does_not_open_a_string() -> None:
    """A script of Perl 4's years parses to its end: &jcode'convert, $jcode'version, sub jcode'init."""
    source = b"&jcode'convert(*v, 'sjis');\nsub jcode'init { 1; }\n&'main_sub;\nsystem(\"mail $to\");\n"
    program = lower(source)
    assert program.lost == ()
    assert written(program)[-1] == "system('mail ' . $to)"


def test_line_ends_of_windows_change_nothing() -> None:
    """A script that was edited on Windows gives the same statements."""
    source = "print MAIL <<EOT;\nTo: $to\nEOT\nclose(MAIL);\n"
    assert len(lines(source.replace("\n", "\r\n"))) == len(lines(source)) == 2


def test_positions_are_those_of_the_script() -> None:
    """What is reported points at the very octet, in the replacement of s///e too."""
    source = b"\xa4\xa2 = 1;\n$x =~ s/a/system($y)/e;\n"
    program = lower(source)
    assert "system" in repr(program)
    at = source.index(b"system")
    assert f"Call(at={at}, name='system'" in repr(program)


def test_names_made_at_run_time_may_be_any_variable() -> None:
    """$$name = $value without references in the script assigns a variable of the request's choice."""
    assert lines("$$name = $value;") == ["<variables>[$name] = $value"]
