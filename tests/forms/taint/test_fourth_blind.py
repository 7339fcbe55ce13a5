"""What the fourth blind set taught about PHP, Perl and commands: filters, templates, logins, files, mail(1)."""

from __future__ import annotations

import pytest

from hiyari.forms.evidence import Ability, Reading
from hiyari.forms.language import Language
from hiyari.forms.taint.read import read

HEADER, RECIPIENT, AUTOREPLY, SAFE = (
    frozenset({Ability.HEADER}),
    frozenset({Ability.RECIPIENT}),
    frozenset({Ability.AUTOREPLY}),
    frozenset[Ability](),
)


def php(source: str) -> Reading:
    """A script without other files."""
    return read(f"<?php {source}".encode(), Language.PHP, path="/web/form.php", include={}.get)


def perl(source: str) -> Reading:
    """A script without other files."""
    return read(source.encode(), Language.PERL, path="/cgi/form.pl", include={}.get)


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ("['n' => FILTER_VALIDATE_EMAIL]", SAFE),
        ("['n' => ['filter' => FILTER_VALIDATE_INT]]", SAFE),
        (r"['n' => ['filter' => FILTER_VALIDATE_REGEXP, 'options' => ['regexp' => '/\A[a-z ]+\z/']]]", SAFE),
        (r"['n' => ['filter' => FILTER_VALIDATE_REGEXP, 'options' => ['regexp' => '/[a-z ]+/']]]", HEADER),
        ("['n' => FILTER_DEFAULT, 'm' => FILTER_VALIDATE_EMAIL]", HEADER),
        ("['n' => ['filter' => FILTER_UNSAFE_RAW]]", HEADER),
        ("FILTER_VALIDATE_EMAIL", SAFE),
        ("FILTER_DEFAULT", HEADER),
        ("$filters", HEADER),
    ],
)
@pytest.mark.parametrize("call", ["filter_input_array(INPUT_POST, {})", "filter_var_array($_POST, {})"])
def test_each_field_has_its_own_filter(call: str, filters: str, found: frozenset[Ability]) -> None:
    """A mapping of filters cleans the fields that it names, each as its filter does."""
    reading = php(f"$in = {call.format(filters)}; mail('a@example.com', 's', 'b', 'From: ' . $in['n']);")
    assert reading.abilities == found


@pytest.mark.parametrize(
    ("script", "found"),
    [
        (r"$f = filter_var($_POST['f'], FILTER_VALIDATE_REGEXP, ['options' => ['regexp' => '/^[a-z]+$/D']]);", SAFE),
        (r"$f = filter_input(INPUT_POST, 'f', FILTER_VALIDATE_REGEXP, ['options' => ['regexp' => '/^\w+$/D']]);", SAFE),
        (r"$f = filter_var($_POST['f'], FILTER_VALIDATE_REGEXP, ['options' => ['regexp' => '/^[a-z]/']]);", HEADER),
        (r"$f = filter_var($_POST['f'], FILTER_VALIDATE_REGEXP, $options);", HEADER),
        (r'$f = strtok($_POST["f"], "\r\n");', SAFE),
        (r'$f = strtok(str_replace("\r", "", $_POST["f"]), "\n");', SAFE),
        (r'$f = strtok($_POST["f"], "\n");', HEADER),
        (r'$f = strtok($_POST["f"], ",");', HEADER),
        (r'strtok($_POST["f"], ","); $f = strtok(",");', HEADER),
        (r'strtok($_POST["f"], ","); $f = strtok("\r\n");', SAFE),
    ],
)
def test_patterns_as_filters_and_first_parts(script: str, found: frozenset[Ability]) -> None:
    """What a pattern lets through, and what stands before a separator, is all that is left."""
    assert php(f"{script} mail('a@example.com', 's', 'b', \"From: $f\");").abilities == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("str_replace('{n}', $_POST['n'], file_get_contents('reply.txt'))", AUTOREPLY),
        ("str_replace(['{n}', '{m}'], ['x', $_POST['n']], file_get_contents($file))", AUTOREPLY),
        ("strtr(file_get_contents('reply.txt'), ['{n}' => $_POST['n']])", AUTOREPLY),
        ("str_replace('{date}', date('r'), file_get_contents('reply.txt'))", SAFE),
    ],
)
def test_a_template_that_is_a_file(text: str, found: frozenset[Ability]) -> None:
    """What is put into a template goes out with it, wherever the template is."""
    check = "if (!filter_var($_POST['a'], FILTER_VALIDATE_EMAIL)) exit;"
    assert php(f"{check} mail($_POST['a'], 's', {text}, 'From: x@example.com');").abilities == found


_MAILED = "mail($_POST['to'], 's', $_POST['text']);"


@pytest.mark.parametrize(
    ("script", "found"),
    [
        ("if (password_verify($_POST['k'], H)) $_SESSION['board'] = true; if (empty($_SESSION['board'])) exit;", SAFE),
        ("if ($_POST['pass'] === PASS) $_SESSION['in'] = 1; if (!isset($_SESSION['in'])) die('no');", SAFE),
        ("if (password_verify($_POST['k'], H)) $_SESSION['x'] = 'y'; if ($_SESSION['x'] !== 'y') exit;", SAFE),
        (
            "$_SESSION['b'] = 1; if (password_verify($_POST['k'], H)) $_SESSION['c'] = 1; if (!$_SESSION['b']) exit;",
            RECIPIENT,
        ),
        ("if (isset($_POST['ok'])) $_SESSION['board'] = true; if (empty($_SESSION['board'])) exit;", RECIPIENT),
        (
            "if (password_verify($_POST['k'], H)) $_SESSION['b'] = 1; else $_SESSION['c'] = 1; if (!$_SESSION['c']) exit;",
            RECIPIENT,
        ),
    ],
)
def test_a_session_that_only_a_password_fills(script: str, found: frozenset[Ability]) -> None:
    """What the script puts into the session only behind a login is a login at the next request."""
    assert php(f"session_start(); {script} {_MAILED}").abilities == found


@pytest.mark.parametrize(
    ("put", "taken", "found"),
    [
        ("json_encode($list)", "json_decode(file_get_contents('list.json'), true)", AUTOREPLY),
        ("serialize($list)", "unserialize(file_get_contents('list.json'))", AUTOREPLY),
        ("json_encode([])", "json_decode(file_get_contents('list.json'), true)", SAFE),
        ("json_encode($list)", "json_decode(file_get_contents('other.json'), true)", SAFE),
    ],
)
def test_what_another_request_has_stored(put: str, taken: str, found: frozenset[Ability]) -> None:
    """A file that one request writes and another reads holds what the visitor has put into it, as it was checked."""
    reading = php(
        f"$list = {taken};"
        "if (isset($_GET['run'])) { foreach ($list as $r) mail($r['to'], 'Reminder', $r['note']); exit; }"
        "if (!filter_var($_POST['to'], FILTER_VALIDATE_EMAIL)) exit;"
        "$list[] = ['to' => $_POST['to'], 'note' => $_POST['note']];"
        f"file_put_contents('list.json', {put});"
    )
    assert reading.abilities == found
    assert reading.blind  # whatever else is in the file is not known


_MOJO = """use Mojolicious::Lite;
post '/' => sub {{
    my $c = shift;
    my $v = $c->validation;
    {checks}
    open my $sm, '|-', '/usr/sbin/sendmail', '-t' or die;
    print $sm "To: a\\@example.com\\nFrom: " . {taken} . "\\n\\nx";
    close $sm;
}};
app->start;
"""


@pytest.mark.parametrize(
    ("checks", "taken", "found"),
    [
        (r"$v->required('n')->like(qr/\A[^\r\n]+\z/);", "$v->param('n')", SAFE),
        (r"$v->required('n', 'trim')->size(1, 9)->like(qr/\A[^\r\n]+\z/);", "$v->param('n')", SAFE),
        (r"$v->optional('n')->in('a', 'b');", "$v->output->{n}", SAFE),
        (r"$v->required('n')->like(qr/\A[^\r\n]+\z/); return if $v->has_error;", "$c->param('n')", SAFE),
        (r"$c->validation->required('n')->like(qr/\A\w+\z/); return unless $v->is_valid;", "$c->param('n')", SAFE),
        (r"$v->required('n')->like(qr/\A[^\r\n]+\z/);", "$c->param('n')", HEADER),
        (r"$v->required('n', 'trim')->like(qr/\A.+\z/); return if $v->has_error;", "$c->param('n')", HEADER),
        (r"$v->required('n')->size(1, 90);", "$v->param('n')", HEADER),
        (r"$v->required('n')->like(qr/[a-z]/);", "$v->param('n')", HEADER),
        (r"$v->required('m')->like(qr/\A\w+\z/); $v->required('n');", "$v->param('n')", HEADER),
    ],
)
def test_a_framework_validates(checks: str, taken: str, found: frozenset[Ability]) -> None:
    """A field of Mojolicious' validation holds what its checks let through, and the request's only if that is asked."""
    assert perl(_MOJO.format(checks=checks, taken=taken)).abilities == found


@pytest.mark.parametrize(
    ("command", "found"),
    [
        ("mail -s $q a@example.com", HEADER),
        ("mailx -s $q a@example.com", HEADER),
        ("bsd-mailx -s $q a@example.com", SAFE),
        ("s-nail -s $q a@example.com", SAFE),
        ("mutt -s $q a@example.com", SAFE),
        ("bsd-mailx -s Hello -r $q a@example.com", HEADER),
        ("mail -s Hello a@example.com", SAFE),
    ],
)
def test_line_breaks_in_the_options_of_mail_commands(command: str, found: frozenset[Ability]) -> None:
    """A line break in an option is another header line to those mail commands that write it as it is."""
    script = f"$q = escapeshellarg($_POST['q']); $p = popen(\"{command}\", 'w'); fwrite($p, 'x'); pclose($p);"
    assert php(script).abilities == found


_FLASK = """from flask import Flask, request, session, abort
import smtplib
app = Flask(__name__)
@app.route("/login", methods=["POST"])
def login():
    if {asked}:
        session["board"] = True
    return "ok"
@app.route("/send", methods=["POST"])
def send():
    if not {kept}:
        abort(403)
    s = smtplib.SMTP("localhost")
    s.sendmail("a@example.com", [request.form["to"]], "Subject: x\\n\\n" + request.form["text"])
    return "ok"
"""


@pytest.mark.parametrize("kept", ["session['board']"])
@pytest.mark.parametrize(
    ("asked", "found"), [("request.form['password'] == PASSWORD", SAFE), ("request.form['ok']", RECIPIENT)]
)
def test_a_session_of_a_framework(asked: str, kept: str, found: frozenset[Ability]) -> None:
    """The same, where a framework calls one function to log in and another to send."""
    script = _FLASK.format(asked=asked, kept=kept)
    reading = read(script.encode(), Language.PYTHON, path="/web/app.py", include={}.get)
    assert reading.abilities == found
