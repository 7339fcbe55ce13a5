"""Copies of well-known scripts are recognised, and their own settings decide what is said of them."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiyari.forms.evidence import Family, Runs, WebFile
from hiyari.forms.families.entry import entries, numbers, parse
from hiyari.forms.families.recognise import recognise
from hiyari.forms.language import Language
from hiyari.locale.translate import Translator
from hiyari.model.text import text

FORMMAIL = """#!/usr/bin/perl
##############################################################################
# FormMail                        Version {version}                               #
# Copyright 1995-2002 Matt Wright                                            #
##############################################################################
$mailprog = '/usr/lib/sendmail -i -t';
@referers = ('example.jp','www.example.jp');
{recipients}
&check_url; &get_date; &send_mail; &return_html;
"""
NMS = """#!/usr/bin/perl -wT
#
# NMS FormMail Version 3.14c1
#
BEGIN {{
  $emulate_matts_code= {emulate};
  $secure            = {secure};
  @allow_mail_to     = qw({allowed});
  @recipients        = ();
  $send_confirmation_mail = {confirm};
}}
"""
FORM2MAIL = """#!/usr/local/bin/perl
# フォームメール v{version}
;$vers = '{version}';
# CGI-RESCUE
# form2mail.cgi
$mailto = 'office@example.jp';
"""
PHP_FACTORY = """<?php
#  PHPメールプログラム　フリー版 最終更新日2018/07/27
#  HP: http://www.php-factory.net/
$to = "office@example.jp";
// $remail = 0;
$remail = {remail};
mail($to, $subject, $body);
"""
PHPMAILER = (
    "<?php\nclass PHPMailer\n{{\n    public $Version = '{version}';\n    public function addAddress($a) {{}}\n}}\n"
)


def a_file(path: str = "/srv/www/form.cgi") -> WebFile:
    """A file with nothing special."""
    return WebFile(
        path=path,
        root="/srv/www",
        url=None,
        size=1,
        changed=0,
        language=Language.PERL,
        runs=Runs.YES,
        because=text("It lies in a folder called like a cgi-bin."),
    )


def recognised(
    source: str | bytes, path: str = "/srv/www/form.cgi", near: Mapping[str, str] | None = None
) -> Family | None:
    """What a source is taken for."""
    data = source.encode() if isinstance(source, str) else source
    around = near or {}
    return recognise(data, a_file(path), lambda name: around[name].encode() if name in around else None)


def said(source: str | bytes, path: str = "/srv/www/form.cgi", near: Mapping[str, str] | None = None) -> str:
    """Name, version and note of what it is taken for."""
    family = recognised(source, path, near)
    assert family is not None
    return f"{family.name} {family.version}: {Translator('en').render(family.note)}"


def test_an_old_formmail_lets_the_visitor_choose() -> None:
    """Version 1.6 has no list of recipients; its weaknesses are told with their advisories."""
    told = said(FORMMAIL.format(version="1.6", recipients=""))
    assert told.startswith("FormMail (Matt Wright) 1.6: ")
    for word in ("CVE-2001-0357", "CVE-2002-1771", "CVE-2002-2109", "no list of recipients"):
        assert word in told


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_shortened_copy_is_known_by_its_header(end: str) -> None:
    """Whoever took out what was not needed left the author's name: version and weaknesses are told all the same."""
    whole = FORMMAIL.format(version="1.6", recipients="").replace("&get_date; &send_mail; &return_html;", "&send_mail;")
    assert "CVE-2001-0357" in said(whole.replace("\n", end))
    assert recognised("#!/usr/bin/perl\n# after FormMail by Matt Wright\n&send_mail;\n") is None


@pytest.mark.parametrize(
    ("recipients", "expected"),
    [
        ("@recipients = &fill_recipients(@referers);", 'every address at "example.jp", "www.example.jp"'),
        ("@recipients = &fill_recipients('example.com');", 'every address at "example.com"'),
        (r"@recipients = ('^office@example\.jp');", "only"),
        (r"@recipients = ('example\.jp');", "ends in"),
        (r"@recipients = ('^office@example\.jp', 'example\.com');", "ends in"),
        ("@recipients = ();", "empty"),
        ("# @recipients = ('^office@example.jp');", "no list of recipients"),
    ],
)
def test_the_list_in_the_copy_decides(recipients: str, expected: str) -> None:
    """What stands in @recipients is what is said about a FormMail 1.92, which itself has no weakness told."""
    told = said(FORMMAIL.format(version="1.92", recipients=recipients))
    assert expected in told
    assert "CVE" not in told


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"allowed": "office@example.jp"}, 'only "office@example.jp"'),
        ({"allowed": "office@example.jp example.com"}, 'every address at "example.com"'),
        ({"emulate": "1"}, "open as a relay"),
        ({"secure": "0"}, "safeguards are switched off"),
        ({"confirm": "1"}, "whatever address a visitor types"),
        ({"allowed": ""}, "empty"),
    ],
)
def test_the_safe_replacement_is_as_safe_as_it_is_set(settings: dict[str, str], expected: str) -> None:
    """An NMS FormMail is not taken for Matt Wright's, and its switches are read."""
    values = {"emulate": "0", "secure": "1", "allowed": "office@example.jp", "confirm": "0", **settings}
    told = said(NMS.format(**values))
    assert told.startswith("NMS FormMail 3.14: ")
    assert expected in told


@pytest.mark.parametrize(
    ("version", "weak"), [("1.21", "spam"), ("1.32", "chooses the recipient"), ("1.42", None), ("1.70", None)]
)
def test_an_authors_own_history_tells_the_weak_versions(version: str, weak: str | None) -> None:
    """form2mail was repaired in 1.22 and 1.42."""
    told = said(FORM2MAIL.format(version=version))
    assert (weak or "office@example.jp") in told
    assert ("In this version" in told) is (weak is not None)


@pytest.mark.parametrize("encoding", ["utf-8", "cp932", "euc_jp"])
@pytest.mark.parametrize(("remail", "answers"), [("1", True), ("0", False)])
def test_japanese_scripts_are_known_in_every_encoding(encoding: str, remail: str, answers: bool) -> None:
    """Marks in Japanese are found in UTF-8, Shift_JIS and EUC-JP; a setting in a comment counts for nothing."""
    told = said(PHP_FACTORY.format(remail=remail).encode(encoding))
    assert "2018/07/27" in told
    assert 'only "office@example.jp"' in told
    assert ("answers the address" in told) is answers


def test_settings_beside_the_script_are_read() -> None:
    """POST-MAIL keeps its recipient and the switch for answers in init.cgi."""
    source = (
        "#!/usr/bin/perl\n# POST-MAIL : postmail.cgi - 2025/08/11\n# http://www.kent-web.com/\nrequire './init.cgi';\n"
    )
    init = "$cf{mailto} = 'office@example.jp';\n# 0 : no\n$cf{auto_res} = 1;\n"
    told = said(source, near={"init.cgi": init})
    assert "POST-MAIL (KENT WEB) None" in told
    assert "office@example.jp" in told
    assert "answers the address" in told
    assert "could not be read" in said(source)


@pytest.mark.parametrize(
    ("version", "advisories"),
    [("5.2.9", 2), ("5.2.17", 2), ("5.2.18", 1), ("5.2.20", 0), ("6.9.1", 0)],
)
def test_a_librarys_version_tells_its_weaknesses(version: str, advisories: int) -> None:
    """PHPMailer before 5.2.18 has CVE-2016-10033, before 5.2.20 CVE-2016-10045."""
    assert said(PHPMAILER.format(version=version)).count("CVE-2016-100") == advisories


def test_a_plugin_is_known_by_its_folder_and_manifest() -> None:
    """A file deep in a plugin takes its version from the plugin's main file."""
    path = "/srv/www/wp-content/plugins/mw-wp-form/classes/services/class.mail.php"
    main = "<?php\n/**\n * Plugin Name: MW WP Form\n * Version: 4.4.5\n */\n"
    told = said("<?php wp_mail($to, $s, $b);", path, {"../../mw-wp-form.php": main})
    assert told.startswith("MW WP Form (WordPress) 4.4.5: ")
    assert "CVE-2023-6316" in told
    assert "CVE" not in said("<?php", path, {"../../mw-wp-form.php": main.replace("4.4.5", "5.1.0")})
    assert "does not tell its version" in said("<?php", path)


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("<?php @eval(base64_decode($_POST['z']));", "web shell"),
        ("<?php eval( gzinflate( base64_decode( $_REQUEST['a'])));", "web shell"),
        ("<?php if(isset($_GET['c'])) { system($_GET['c']); }", "web shell"),
        ("<?php $_GET['f']($_POST['c']);", "web shell"),
        ("<?php eval(gzinflate(base64_decode('" + "QUJD" * 200 + "')));", "packed code"),
        (
            """<?php $m = $_POST['message']; $all = explode("\\n", $_POST['emaillist']);
            foreach ($all as $to) { mail(trim($to), $_POST['subject'], $m, 'From: '.$_POST['from']); }""",
            "mass mailer",
        ),
    ],
)
def test_malware_is_known_by_its_build(source: str, name: str) -> None:
    """What runs the request, hides its code or works off a list of recipients is no form."""
    family = recognised(source)
    assert family is not None
    assert (family.name, family.malware) == (name, True)


@pytest.mark.parametrize(
    "source",
    [
        "<?php $data = base64_decode($_POST['picture']); file_put_contents('a.png', $data);",
        "<?php mail('office@example.jp', 'Contact', $_POST['text']);",
        "<?php // never use eval($x): it is dangerous\n$lines = explode(\"\\n\", $_POST['text']); foreach ($lines as $l) { echo $l; }",
        "<?php $pdo->exec($_POST ? 'a' : 'b'); $this->system($_GET['x']);",
        "<?php session_start(); require 'admin.php'; foreach (explode(\"\\n\", $_POST['list']) as $to) { mail($to, 'a', 'b'); }",
        '#!/usr/bin/perl\nprint "Content-Type: text/plain\\n\\nhello\\n";\n',
        "",
    ],
)
def test_honest_scripts_are_of_no_family(source: str) -> None:
    """Uploads, plain forms, text about eval and methods called exec are taken for nothing."""
    assert recognised(source) is None


def test_versions_compare_as_numbers() -> None:
    """A longer number is larger, not the one that sorts later as text."""
    assert numbers("5.2.9") < numbers("5.2.18") < numbers("5.10")
    assert numbers("1.6") < numbers("1.9") < numbers("1.91") < numbers("1.92")


def test_every_entry_is_whole() -> None:
    """Names are unique, each family can be recognised, and every weakness names its source."""
    every = entries()
    assert len({one.name for one in every}) == len(every) > 20
    for one in every:
        assert one.marks or (one.folder and one.main)
        assert all(weak.source.startswith(("CVE-", "https://")) for weak in one.weaknesses)
        assert not any(weak.before for weak in one.weaknesses) or one.version


def test_an_unknown_key_is_told() -> None:
    """A misspelled key in the data does not pass silently."""
    with pytest.raises(ValueError, match="unknown"):
        list(parse('[[family]]\nname = "x"\nsettings = "none"\nmark = ["y"]\n'))


@given(st.binary(max_size=600), st.sampled_from([FORMMAIL, NMS, FORM2MAIL, PHP_FACTORY, PHPMAILER]))
def test_rubbish_is_survived(data: bytes, source: str) -> None:
    """Whatever follows a fingerprint, something is said and nothing is raised."""
    for whole in (data, source.encode() + data, data + source.encode()):
        family = recognised(whole)
        assert family is None or Translator("en").render(family.note)
