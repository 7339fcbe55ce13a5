"""Forms that take files: what is sent, and what a file's name, type and content let a stranger do."""

from __future__ import annotations

from email import message_from_bytes

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiyari.forms.confirm.attempts import attempts, words_in
from hiyari.forms.confirm.fields import fields, forms_in, with_files
from hiyari.forms.confirm.uploads import BOUNDARY, CONTENT, TYPE, honest, multipart, named, plain, shown_name
from hiyari.forms.confirm.visit import Visit, body, environment, page_of
from hiyari.forms.evidence import Ability, Caught, Proof
from hiyari.forms.language import Language
from tests.forms.confirm.conftest import Site


@pytest.mark.parametrize(
    "source",
    [
        b"$_FILES['photo']['name']",
        b'$HTTP_POST_FILES["photo"]',
        b"$q->upload('photo')",
        b"request.files['photo']",
        b"request.FILES.get('photo')",
        b"params[:photo][:filename]",
        b"form['photo'].filename",
        b"cgi['photo'].original_filename",
        b"upload.single('photo')",
        b"f = form['photo']\nif f.filename: pass",
        b"f = c.params['photo'][0]\nname = f.original_filename",
        b"# multipart/form-data\n$N{photo} $N{name}",
    ],
)
def test_a_file_is_known_by_how_it_is_read(source: bytes) -> None:
    """Every language's way to read a file names its field."""
    assert named(source, [b"photo", b"name"]) == [b"photo"]
    kinds = {one.name: one.kind for one in with_files(fields(source), source)}
    assert kinds[b"photo"] == "file"
    assert kinds[b"photo" + TYPE] == kinds[b"photo" + CONTENT] == "file part"


def test_a_body() -> None:
    """A body is read by others as what it says: values as they are, files with their names, types and contents."""
    values = {b"name": b"A\r\nB", b"up": b'a"b.png', b"up" + TYPE: b"image/png", b"up" + CONTENT: b"\x89PNG"}
    visit = Visit(method="POST", values=tuple(values.items()), multipart=True)
    kind = environment(page_of("/w/a.cgi", "/w", None), visit)["CONTENT_TYPE"]
    read = message_from_bytes(f"Content-Type: {kind}\r\n\r\n".encode() + body(visit))
    one, file = read.get_payload()
    assert one.get_payload(decode=True) == b"A\r\nB"
    assert file.get_filename() == 'a"b.png'
    assert (file.get_content_type(), file.get_payload(decode=True)) == ("image/png", b"\x89PNG")
    assert plain(values) == {b"name": b"A\r\nB", b"up": b'a"b.png'}
    assert shown_name(b"up" + TYPE) == b"up; Content-Type"


@given(st.dictionaries(st.sampled_from([b"a", b"u", b"u" + TYPE, b"u" + CONTENT]), st.binary(max_size=50)))
def test_names_and_types_stay_in_their_lines(values: dict[bytes, bytes]) -> None:
    """Whatever a file is called, it begins no line of the body, which a reader would take for a field of its own."""
    told = multipart(
        {**values, b"u": b"x\n" + values.get(b"u", b""), b"u" + TYPE: values.get(b"u" + TYPE, b"") + b"\r\ny"}
    )
    assert told.endswith(f"--{BOUNDARY}--\r\n".encode())
    part = told[told.index(b'name="u"') :]
    header = part[: part.index(b"\r\n\r\n")]
    assert header.count(b"\n") == 1


def test_a_declared_form() -> None:
    """A form that is declared as multipart is sent so first, with a file of the kind that the script speaks of, and without."""
    page = b'<form enctype="multipart/form-data" method=post><input name=email><input type=file name=photo></form>'
    (form,) = forms_in(page)
    assert form.multipart
    known = with_files(fields(b"", [page]), b"if ($ext != 'png') exit;")
    tried = list(attempts(known, "utf-8", words_in(b"")))
    assert tried[0].multipart
    assert tried[0].values[b"photo"] == b"photo.png"
    assert any(one.multipart and one.values[b"photo"] == b"" for one in tried)
    assert honest(b"").name == b"letter.txt"


UPLOAD = """<?php
$f = $_FILES['photo'];
if ($f['error'] || !preg_match('/\\.png$/', $f['name']) || !getimagesize($f['tmp_name'])) exit('No photo');
"""


@pytest.mark.parametrize(
    ("language", "source", "expected"),
    [
        (
            Language.PHP,
            UPLOAD + "mail('office@example.jp', 'Photo', 'New', \"From: web@example.jp\\nX-Type: {$f['type']}\");",
            (Ability.HEADER, "photo; Content-Type", "CR"),
        ),
        (
            Language.PHP,
            UPLOAD + "$p = popen(\"/usr/sbin/sendmail -t -F {$f['name']}\", 'w'); fwrite($p, \"To: office@example.jp\\n\\nNew\"); pclose($p);",
            (Ability.COMMAND, "photo", None),
        ),
        (
            Language.PHP,
            "<?php foreach (file($_FILES['list']['tmp_name']) as $to) mail(trim($to), 'News', $_POST['text']);",
            (Ability.RECIPIENT, "list; content", None),
        ),
        (
            Language.PERL,
            """use CGI; my $q = CGI->new; my $name = $q->param('doc'); $q->upload('doc') or exit;
open(M, "|/usr/sbin/sendmail -t -F'$name'"); print M "To: office\\@example.jp\\n\\nNew"; close M; print $q->header;""",
            (Ability.COMMAND, "doc", None),
        ),
    ],
    ids=["type in a header", "name in a command", "recipients in a file", "name in a quoted command"],
)  # fmt: skip
def test_what_a_file_lets_a_stranger_do(
    site: Site, language: Language, source: str, expected: tuple[Ability, str, str | None]
) -> None:
    """A file's name, type and content are tried like any other field, within what the form takes."""
    caught = site.confirm(language, source, runs=60).caught
    assert expected in {(one.ability, one.field, one.breaks) for one in caught}, caught


BY_HAND = r"""#!/usr/bin/perl
binmode STDIN; read(STDIN, $buf, $ENV{CONTENT_LENGTH});
($b) = $ENV{CONTENT_TYPE} =~ /boundary=(\S+)/ or exit;
for (split /--\Q$b\E/, $buf) { if (/name="(\w+)"(?:; filename="([^"]*)")?.*?\r\n\r\n(.*)\r\n/s) { $F{$1} = $3; $N{$1} = $2; } }
exit unless $N{photo};
open(M, '|/usr/sbin/sendmail -t'); print M "To: $F{email}\nSubject: $N{photo}\n\n$F{text}\n"; close M;
print "Content-Type: text/plain\n\nok";
"""


def test_a_script_that_takes_bodies_apart_itself(site: Site) -> None:
    """A script with its own reading of multipart bodies is sent one."""
    caught = site.confirm(Language.PERL, BY_HAND, runs=30).caught
    assert (Ability.RECIPIENT, "email") in {(one.ability, one.field) for one in caught}


def test_a_file_that_lets_nothing(site: Site) -> None:
    """A form that attaches a file in Base64 under a name of its own is cleared."""
    source = (
        UPLOAD
        + "mail('office@example.jp', 'Photo', chunk_split(base64_encode(file_get_contents($f['tmp_name']))), 'MIME-Version: 1.0');"
    )
    confirmation = site.confirm(Language.PHP, source)
    assert (confirmation.proof, confirmation.caught) == (Proof.CLEARED, tuple[Caught, ...]())
