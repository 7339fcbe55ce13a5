"""What a reading says: the way of the data, what stops it, where, and what was not understood."""

from __future__ import annotations

from hiyari.forms.evidence import Ability, Reading
from hiyari.forms.language import Language
from hiyari.forms.taint.read import read
from hiyari.model.text import Text


def php(source: str, **files: str) -> Reading:
    """A script, and files that it includes by their name without the ending."""
    held = {f"/web/{name}.php": text.encode() for name, text in files.items()}
    return read(source.encode(), Language.PHP, path="/web/form.php", include=held.get)


def shown(text: Text) -> str:
    """A sentence in English."""
    return text.message.format(
        **{
            name: shown(value) if isinstance(value, Text) else getattr(value, "raw", value)
            for name, value in text.params.items()
        }
    )


def test_a_flow_tells_its_way_in_sentences() -> None:
    """The way begins with the request's field, goes through every assignment, and ends at the sink."""
    reading = php("<?php\n$from = $_POST['email'];\n$h = \"From: $from\";\nmail('a@example.jp', 's', 'b', $h);\n")
    (flow,) = reading.flows
    assert [(hop.spot.line, shown(hop.what)) for hop in flow.path] == [
        (2, "the field email of the request"),
        (2, "assigned to $from"),
        (3, "assigned to $h"),
        (4, "given to mail() as headers"),
    ]
    assert flow.sink.spot.source == "mail('a@example.jp', 's', 'b', $h);"


def test_a_stop_names_the_check_and_its_line() -> None:
    """Where data cannot do anything, the reading says what stops it, at the line of the check."""
    reading = php(
        "<?php\nif (!filter_var($_POST['email'], FILTER_VALIDATE_EMAIL)) exit;\n"
        "mail('a@example.jp', 's', 'b', 'From: ' . $_POST['email']);\n"
    )
    assert [(stop.spot.line, shown(stop.what)) for stop in reading.stops] == [
        (2, "the field email of the request reaches headers of mail(), but filter_var() checks it")
    ]


def test_the_trailing_line_feed_is_a_remark_and_no_flow() -> None:
    """A pattern with ``$`` stops header lines; that one line feed gets through is said beside."""
    reading = php(
        "<?php if (!preg_match('/^[a-z]+@[a-z.]+$/', $_POST['f'])) exit; mail('a@example.jp','s','b','From: '.$_POST['f']);"
    )
    assert not reading.flows
    assert any("one line feed" in shown(stop.what) for stop in reading.stops)


def test_an_included_file_is_part_of_the_script() -> None:
    """Functions and variables of an included file count, and what happens there is shown with its path."""
    reading = php(
        "<?php include __DIR__ . '/send.php'; send($_POST['to']);",
        send="<?php\nfunction send($to) {\n  mail($to, 's', 'b');\n}\n",
    )
    assert reading.abilities == {Ability.RECIPIENT}
    assert reading.flows[0].sink.spot.path == "/web/send.php"
    assert reading.flows[0].sink.spot.line == 3


def test_a_file_that_includes_itself_ends() -> None:
    """An include of the file that runs, directly or by another, is run a bounded number of times."""
    reading = php("<?php include '/web/a.php'; mail('a@example.jp','s','b');", a="<?php include '/web/a.php';")
    assert len(reading.sinks) == 1


def test_an_included_file_that_is_not_there_is_a_blind_spot() -> None:
    """What an unread file may do is unknown, not nothing."""
    reading = php("<?php include 'config.inc.php'; mail($to, 's', $_POST['b']);")
    assert reading.unknown
    assert shown(reading.blind[0].why) == "the included file config.inc.php was not read"


def test_a_configured_recipient_is_nobodys_choice() -> None:
    """A recipient from an included configuration is the owner's."""
    reading = php("<?php include '/web/conf.php'; mail($to, 's', $_POST['b']);", conf="<?php $to = 'a@example.jp';")
    assert not reading.flows
    assert not reading.blind


def test_a_function_that_nothing_calls_is_not_reached() -> None:
    """A sink in a function that is never called is listed, and not reached."""
    reading = php("<?php function f() { mail($_POST['to'], 's', 'b'); } echo 'x';")
    assert [sink.reached for sink in reading.sinks] == [False]
    assert not reading.flows


def test_a_library_that_hands_its_arguments_to_a_mail_is_unknown() -> None:
    """A file that only defines functions leaves open what other files give them."""
    reading = php("<?php function f() { mail($_POST['to'], 's', 'b'); }")
    assert not reading.flows
    assert reading.unknown


def test_a_frameworks_controller_is_called_by_the_framework() -> None:
    """Methods of a class whose base stands elsewhere are reached, and their sources count."""
    reading = php(
        "<?php class Contact extends Controller { function send() {"
        " $this->email->to($this->input->post('to')); mail($this->input->post('to'), 's', 'b'); } }"
    )
    assert Ability.RECIPIENT in reading.abilities
    assert all(sink.reached for sink in reading.sinks)


def test_a_syntax_error_is_told_and_lines_beside_it_are_looked_at_by_patterns() -> None:
    """Where the parser is lost, the reading is unknown, and lines that look like mail are sinks."""
    reading = php("<?php if ($x { mail($_POST['to'] 's'; }\n @@@ mail($to\n")
    assert reading.unknown or reading.flows
    assert reading.sinks


def test_everything_after_the_first_empty_line_is_body() -> None:
    """What is written into sendmail after the empty line is harmless, in however many pieces it comes."""
    reading = php(
        "<?php $p = popen('/usr/sbin/sendmail -t', 'w');\n"
        'fputs($p, \'To: a@example.jp\');\nfputs($p, "\\n");\nfputs($p, "Subject: x\\n");\nfputs($p, "\\n");\n'
        'foreach ($_POST as $k => $v) fputs($p, "$k: $v\\n");\npclose($p);'
    )
    assert not reading.flows
    assert not reading.blind


def test_a_heredoc_has_its_header_and_its_body() -> None:
    """In a heredoc the header ends at the empty line, too."""
    safe = "<?php $m = <<<END\nTo: a@example.jp\nSubject: x\n\n{$_POST['b']}\nEND;\n$p = popen('sendmail -t', 'w'); fwrite($p, $m);"
    assert not php(safe).flows
    open_ = safe.replace("Subject: x\n", "Subject: x\nFrom: {$_POST['f']}\n")
    assert php(open_).abilities == {Ability.HEADER}


def test_readings_do_not_depend_on_the_run() -> None:
    """The same source gives the same reading."""
    source = "<?php foreach ($_POST as $k => $v) { $$k = $v; } if ($a) $to = 'x@example.jp'; mail($to, $s, $b, \"From: $f\");"
    assert php(source) == php(source)
