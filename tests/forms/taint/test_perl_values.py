"""What values Perl's forms send: results of subs, decoded elements, parts of a split, the text behind the script."""

from __future__ import annotations

import pytest

from hiyari.forms.evidence import Ability, Reading
from hiyari.forms.language import Language
from hiyari.forms.taint.read import read

HEADER = frozenset({Ability.HEADER})
RECIPIENT = frozenset({Ability.RECIPIENT, Ability.HEADER})
SAFE: frozenset[Ability] = frozenset()

_FROM = r"""
open my $m, "|/usr/sbin/sendmail -oi a\@example.com" or die;
print $m "From: $x\n\nHi\n";
close $m;
"""
_TO = r"""
open my $m, "|/usr/sbin/sendmail -oi -t" or die;
print $m "To: $x\nFrom: b\@example.com\n\nHi\n", $q->param("t");
close $m;
"""


def reading(code: str, behind: str = _FROM, end: str = "") -> Reading:
    """What is read of a form that makes ``$x``."""
    return read(f"use CGI; my $q = CGI->new;\n{code}\n{behind}\n{end}".encode(), Language.PERL)


def assert_able(found: Reading, abilities: frozenset[Ability]) -> None:
    """Exactly these, and nothing is unknown."""
    assert found.abilities == abilities
    assert not found.blind


_GOOD = r"sub good { my ($v) = @_; return 0 if $v =~ /\s/; return $v =~ /^\S+\@\S+$/ }"
_FIELDS = "$in{$_} = $q->param($_) for $q->param;"

LAST = (
    (r'sub get { $q->param($_[0]) || "" } my $x = get("from");', HEADER),
    (r'sub get { $_[0]->{f} // "" } my $x = get({f => $q->param("from")});', HEADER),
    (r'sub get { my $v = $q->param($_[0]); $v or "none" } my $x = get("from");', HEADER),
    (r'sub get { my $v = $q->param($_[0]); if ($v) { $v || "x" } else { "none" } } my $x = get("from");', HEADER),
    (r'my $get = sub { $q->param($_[0]) || "" }; my $x = $get->("from");', HEADER),
    (r'my $x = do { $q->param("from") || "" };', HEADER),
    (r'sub ok { return 0 if $_[0] =~ /\s/; 1 } my $x = $q->param("a"); ok($x) or die; $x = $q->param("b");', HEADER),
    (r'sub ok { return 0 if $_[0] =~ /\s/; 1 } my $x = $q->param("a"); ok($x) or die;', SAFE),
    (r'sub bad { my $v = shift; $v =~ /\r/ or $v =~ /\n/ } my $x = $q->param("from"); exit if bad($x);', SAFE),
    (r'sub ok { my $v = shift; $v !~ /\r/ || $v !~ /\n/ } my $x = $q->param("from"); exit unless ok($x);', HEADER),
    (r'sub one { my $v = shift; $v =~ s/[\r\n]//g; $v || "none" } my $x = one($q->param("from"));', SAFE),
)


@pytest.mark.parametrize(("code", "abilities"), LAST)
def test_a_sub_gives_what_it_ends_with(code: str, abilities: frozenset[Ability]) -> None:
    """The value of a sub is its last expression, also an or, an and or a constant, in each branch."""
    assert_able(reading(code), abilities)


DECODED = (
    (r"%d = split(/[=&]/, $ENV{QUERY_STRING}); for $k (keys %d) { @FIRST@ @THEN@ } $x = $d{x};", HEADER),
    (r"%d = split(/[=&]/, $ENV{QUERY_STRING}); for $k (keys %d) { @THEN@ @FIRST@ } $x = $d{x};", SAFE),
    (r"%d = split(/[=&]/, $ENV{QUERY_STRING}); while (my ($k, $v) = each %d) { @FIRST@ @THEN@ } $x = $d{x};", HEADER),
    (r'for $k ($q->param) { $d{$k} = "<$d{$k}>"; $d{$k} .= $q->param($k); $d{$k} =~ s/a/b/; } $x = $d{x};', HEADER),
    (r'%d = $q->Vars; for $k (keys %d) { $d{$k} = uc($d{$k}); $d{$k} = "$d{$k}!"; } $x = $d{x};', HEADER),
)


@pytest.mark.parametrize(("code", "abilities"), DECODED)
def test_an_element_that_is_changed_twice_keeps_what_was_in_it(code: str, abilities: frozenset[Ability]) -> None:
    """The first of several changes of an element starts from what the element was before."""
    first, then = r"$d{$k} =~ s/[\r\n]//g;", r'$d{$k} =~ s/%(..)/pack("c",hex($1))/ge;'
    assert_able(reading(code.replace("@FIRST@", first).replace("@THEN@", then)), abilities)


SPLIT = (
    (r'my ($x) = split /[\r\n,;]/, ($q->param("from") || "");', SAFE),
    (r'my ($x) = split(/\r?\n|\r/, $q->param("from"));', SAFE),
    (r'my ($x) = split(/\r\n/, $q->param("from"));', HEADER),
    (r'my ($first, $x) = split(/[\r\n]/, $q->param("from"), 2);', HEADER),
    (r'my ($x, $rest) = split(/[\r\n]/, $q->param("from"), 2);', SAFE),
    (r'my (undef, $x) = split(/([\r\n])/, $q->param("from"));', HEADER),
    (r'my ($x) = split(" ", $q->param("from"));', SAFE),
    (r'my ($x) = split(/ /, $q->param("from"));', HEADER),
    (r'my @p = split(/[\r\n]/, $q->param("from")); my $x = join("\n", @p);', HEADER),
    (r'my ($x, $y) = split(/:/, $q->param("from")); $x = "$x: $y";', HEADER),
)


@pytest.mark.parametrize(("code", "abilities"), SPLIT)
def test_parts_of_a_split_hold_no_separator(code: str, abilities: frozenset[Ability]) -> None:
    """What a pattern matches by itself is in no part, but in the last one of a limited split, or where it is kept."""
    assert_able(reading(code), abilities)


REPLACED = (
    (r'my $x = $q->param("e"); $x = "unknown" unless good($x);', SAFE),
    (_FIELDS + r'$in{e} = "unknown" unless good($in{e}); $x = $in{e};', SAFE),
    (_FIELDS + r'if (good($in{e})) {} else { $in{e} = "unknown" } $x = $in{e};', SAFE),
    (r'%in = $q->Vars; $in{e} = "unknown" unless good($in{e}); $x = $in{e};', SAFE),
    (_FIELDS + r'$in{f} = "unknown" unless good($in{e}); $x = $in{e};', HEADER),
    (_FIELDS + r'$in{e} = "unknown" unless good($in{f}); $x = $in{e};', HEADER),
)


@pytest.mark.parametrize(("code", "abilities"), REPLACED)
def test_a_bad_element_may_be_replaced(code: str, abilities: frozenset[Ability]) -> None:
    """An element that gets a constant where its check fails is clean behind it, and only that element."""
    assert_able(reading(f"{code}\n{_GOOD}"), abilities)


_PAIRS = (
    r"for (split /&/, $ENV{QUERY_STRING}) { my ($n, $v) = split(/=/, $_, 2); $v =~ s/%(..)/chr(hex($1))/ge; @BODY@ }"
)
NAMED = (
    (r'$v =~ s/[\r\n]/ /g unless $n eq "comments"; $in{$n} = $v;', SAFE),
    (r'$v =~ s/[\r\n]/ /g unless $n eq "e"; $in{$n} = $v;', HEADER),
    (r'$v =~ s/[\r\n]/ /g unless $n eq "comments"; $in{$n} = $v if $n =~ /^(e|f)$/;', SAFE),
    (r'$v =~ s/[\r\n]/ /g unless $n eq "comments"; $in{e} = $v if $n =~ /^(comments|f)$/;', HEADER),
)


@pytest.mark.parametrize(("body", "abilities"), NAMED)
def test_a_field_may_be_left_as_it_is_by_its_name(body: str, abilities: frozenset[Ability]) -> None:
    """What is not done to a field of one name is done to all others, under whatever name they are kept."""
    assert_able(reading(_PAIRS.replace("@BODY@", body) + " $x = $in{e};"), abilities)


DATA = (
    (r"my $x = <DATA>; chomp $x;", SAFE),
    (r'my %d; while (<DATA>) { chomp; my ($k, $v) = split /\|/; $d{$k} = $v } my $x = $d{$q->param("k")};', SAFE),
    (r'my %d = map { chomp; split /\|/ } <DATA>; my $x = $d{$q->param("k")};', SAFE),
    (
        r'my %d; while (<DATA>) { my ($k, $v) = split /\|/; $d{$k} = $v } my $x = $d{$q->param("k")} || $q->param("k");',
        RECIPIENT,
    ),
)


@pytest.mark.parametrize(("code", "abilities"), DATA)
def test_what_stands_behind_the_script_is_its_own(code: str, abilities: frozenset[Ability]) -> None:
    """Lines of the DATA section come from no visitor, and may be recipients."""
    assert_able(reading(code, _TO, "__DATA__\na|b@example.com\n"), abilities)


def test_a_file_that_is_opened_as_data_is_not_the_scripts_own() -> None:
    """Old scripts name other files' handles DATA, too: what these hold is not known."""
    assert reading('open(DATA, "list.txt"); my $x = <DATA>; chomp $x;', _TO, "__END__\n").blind


SIGNATURES = (
    (r'my $get = sub ($name, $, $other = "x") { $q->param($name) // $other }; my $x = $get->("from", 1);', HEADER),
    (r'my $one = sub ($v) { $v =~ s/[\r\n]+/ /g; $v }; my $x = $one->($q->param("from"));', SAFE),
    (
        r'sub field ($name, $most = 9) { substr($q->param($name), 0, $most) } my %f = (a => field("a", 1)); $x = $f{a};',
        HEADER,
    ),
    (r'sub with ($v = $q->param("from")) { $v } my $x = with();', HEADER),
    (r'sub with ($v = $q->param("from")) { $v } my $x = with("fixed");', SAFE),
    (r'sub state { "a" } sub class { state("b") } my $x = class(1) . $q->param("from");', HEADER),
)


@pytest.mark.parametrize(("code", "abilities"), SIGNATURES)
def test_signatures_and_words_of_new_perls(code: str, abilities: frozenset[Ability]) -> None:
    """Parameters of subs with and without a name get their arguments or defaults, whatever the sub is called."""
    assert_able(reading(f"use v5.36;\n{code}"), abilities)


OWN = (
    (r"sub read { my ($s) = @_; read(STDIN, my $b, 99); $s->{b} = $b; $s }", HEADER),
    (r"sub read { my ($s) = @_; $s->{b} = 'fixed'; $s }", SAFE),
)


@pytest.mark.parametrize(("method", "abilities"), OWN)
def test_a_method_does_not_hide_perls_own_function(method: str, abilities: frozenset[Ability]) -> None:
    """In a class with a method read, read(STDIN, ...) still reads the request."""
    code = "package Form;\nsub new { bless {}, shift }\n" + method + "\npackage main;\nmy $x = Form->new->read->{b};"
    assert reading(code).abilities == abilities


def test_a_deleted_element_is_gone() -> None:
    """The text that is deleted from a mapping of fields does not come into the head with the others."""
    code = r"""
    sub post { my (%head) = @_; my $text = delete $head{text};
      open my $m, '|-', '/usr/sbin/sendmail', '-i', 'a@example.com' or die;
      print $m map("$_: $head{$_}\n", sort keys %head), "\n", $text; close $m; }
    post(From => 'a@example.com', @MORE@ text => $q->param('text'));
    """
    assert_able(reading(code.replace("@MORE@", ""), ""), SAFE)
    assert_able(reading(code.replace("@MORE@", "Subject => $q->param('s'),"), ""), HEADER)


def test_blanks_at_the_beginning_of_a_literal_count() -> None:
    """A string that begins with an empty line ends the head, and a blank is a pattern of its own."""
    body = (
        "open my $m, '|/usr/sbin/sendmail -oi a@example.com';\nprint $m 'Subject: a\n';\nprint $m '\n';\nprint $m $x;"
    )
    assert_able(reading('my $x = $q->param("x");', body), SAFE)
    assert_able(reading('my $x = $q->param("x"); $x =~ s/ //g;'), HEADER)


def test_a_body_in_base64_repeats_the_visitors_words() -> None:
    """Encoding the whole text hides nothing from whoever gets the mail; a hash does."""
    code = r"""use MIME::Base64; use Digest::MD5 qw(md5_hex);
    my $to = $q->param('to'); exit unless $to =~ /^[\w.+-]+\@[\w-]+(?:\.[\w-]+)+\z/a;
    open my $m, '|-', '/usr/sbin/sendmail', '-t' or die;
    print $m "To: $to\nContent-Transfer-Encoding: base64\n\n", @HOW@($q->param('text')); close $m;"""
    assert_able(reading(code.replace("@HOW@", "encode_base64"), ""), frozenset({Ability.AUTOREPLY}))
    assert_able(reading(code.replace("@HOW@", "md5_hex"), ""), SAFE)
