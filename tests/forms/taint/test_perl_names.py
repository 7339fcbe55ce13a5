"""Of Perl's variables that the request fills by name: symbolic references, ``ReadParse``, ``import_names``."""

from __future__ import annotations

import pytest

from hiyari.forms.evidence import Ability, Reading
from hiyari.forms.language import Language
from hiyari.forms.taint.read import read


def _read(before: str, value: str) -> Reading:
    sends = (
        f'open(M, "|/usr/sbin/sendmail -t");\nprint M "To: office\\@example.jp\\nFrom: {value}\\n\\nhi\\n"; close M;\n'
    )
    return read(
        f"#!/usr/bin/perl\nuse CGI qw(:all :cgi-lib); my $q = CGI->new;\n{before}\n{sends}".encode(), Language.PERL
    )


@pytest.mark.parametrize(
    "target",
    ["$$n = X", "${$n} = X", "${ $n } = X", '${"$n"} = X', "$$n = X unless ${$n}", "@{$n} = X; $email = $email[0]"],
)
def test_a_variable_that_the_request_names_is_found(target: str) -> None:
    """However the name is written between braces, any variable may be the request's."""
    loop = f"foreach $n ($q->param) {{ {target.replace('X', '$q->param($n)')}; }}"
    assert Ability.HEADER in _read(loop, "$email").abilities


@pytest.mark.parametrize("target", ['${"main::$n"}', "*{$n}", "$main::{$n}"])
def test_a_name_that_is_put_together_is_never_passed_over(target: str) -> None:
    """What is found out neither to be the request's nor to be the script's is unknown."""
    reading = _read(f"foreach $n ($q->param) {{ {target} = \\$q->param($n); }}", "$email")
    assert reading.blind or Ability.HEADER in reading.abilities


@pytest.mark.parametrize(
    "filled",
    [
        "ReadParse(*in);",
        "&ReadParse;",
        "my %in; ReadParse(\\%in);",
        "our %in; CGI::ReadParse(*in);",
        "my %in; &CGI::ReadParse(\\%in);",
        "my %in = (to => 1); ReadParse \\%in;",
        "our %in; &main::ReadParse(*in);",
        "&CGI::ReadParse;",
        "my $r = {}; ReadParse($r); our %in = %$r;",
        "my %in; my $r = \\%in; ReadParse($r);",
        "sub get { my %f; ReadParse(\\%f); return %f; } my %in = get();",
        "require 'cgi-lib.pl'; my %in; ReadParse(\\%in);",
    ],
)
def test_every_way_to_call_read_parse_is_known(filled: str) -> None:
    """The mapping that is given, by its glob, by a reference or not at all, holds the request."""
    assert Ability.HEADER in _read(filled, "$in{email}").abilities


def test_a_read_parse_of_the_script_is_its_own() -> None:
    """What the script defines is run as it is written."""
    own = 'sub ReadParse { my ($r) = @_; $r->{email} = "w\\@example.jp"; }\nmy %in; ReadParse(\\%in);'
    assert not _read(own, "$in{email}").abilities


@pytest.mark.parametrize(
    "call",
    ['$q->import_names("R");', 'import_names("R");', "CGI::import_names('R');", "CGI->new->import_names(q(R));"],
)
def test_imported_names_are_fields(call: str) -> None:
    """CGI.pm's ``import_names`` makes a variable of every field, in the package that is named."""
    assert Ability.HEADER in _read(call, "$R::email").abilities


@pytest.mark.parametrize("change", ['$R::email = "w\\@example.jp";', "$R::email =~ s/[\\r\\n]//g;"])
def test_what_is_done_to_imported_names_counts(change: str) -> None:
    """A variable of the package is a variable: it can be set and cleaned."""
    assert not _read('$q->import_names("R"); ' + change, "$R::email").abilities
