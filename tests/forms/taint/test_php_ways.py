"""PHP: the ways by which data comes from the request into a mail."""

from __future__ import annotations

import pytest

from hiyari.forms.language import Language
from hiyari.forms.taint.read import read

CASES = [
    pytest.param(r"mail($_POST['to'],'s','b');", "recipient", id="mail_to"),
    pytest.param(r"mail('a@example.jp','s',$_POST['b']);", "", id="fixed"),
    pytest.param(r"mail('a@example.jp','s','b','From: '.$_POST['f']);", "header", id="from"),
    pytest.param(r"mail('a@example.jp','s','b',['From' => $_POST['f']]);", "", id="from_array"),
    pytest.param(r"mail('a@example.jp','s','b',['Cc' => $_POST['f']]);", "recipient", id="cc_array"),
    pytest.param(
        r"""$h[] = 'From: '.$_POST['f']; $h[] = 'X: y'; mail('a@example.jp','s','b',implode("\r\n", $h));""",
        "header",
        id="implode",
    ),
    pytest.param(
        r"""$h = array(); $h[] = 'X: y'; $h[] = ''; $h[] = 'From: '.$_POST['f']; mail('a@example.jp','s','b',implode("\r\n", $h));""",
        "",
        id="implode2",
    ),
    pytest.param(
        r"""mail('a@example.jp','s','b',"From: x@example.jp\r\n\r\n".$_POST['f']);""", "", id="body_after_empty"
    ),
    pytest.param(
        r"""function send($t,$f) { mail($t,'s','b',"From: $f"); } send('a@example.jp',$_POST['f']);""",
        "header",
        id="func_send",
    ),
    pytest.param(
        r"$to='a@example.jp'; function send() { global $to; mail($to,'s',$_POST['b']); } send();", "", id="func_global"
    ),
    pytest.param(
        r"$to=$_GET['to']; function send() { global $to; mail($to,'s','b'); } send();", "recipient", id="func_global2"
    ),
    pytest.param(
        r"$to=$_GET['to']; function send() { mail($GLOBALS['to'],'s','b'); } send();", "recipient", id="func_globals"
    ),
    pytest.param(r"function get(&$x) { $x = $_POST['to']; } get($to); mail($to,'s','b');", "recipient", id="func_ref"),
    pytest.param(r"function send() { mail($_POST['to'],'s','b'); } echo 'x';", "", id="func_never"),
    pytest.param(r"if (false) { mail($_POST['to'],'s','b'); } echo 1;", "", id="if_false"),
    pytest.param(r"echo 1; exit; mail($_POST['to'],'s','b');", "", id="after_exit"),
    pytest.param("// mail($_POST['to'],'s','b');\necho 'mail($to)';", "", id="comment"),
    pytest.param(
        r"class M { var $to; function __construct($t) { $this->to = $t; } function go() { mail($this->to,'s','b'); } } $m = new M($_POST['to']); $m->go();",
        "recipient",
        id="class",
    ),
    pytest.param(
        r"class M { var $to = 'a@example.jp'; function set($t) { $this->x = $t; } function go() { mail($this->to,'s',$this->x); } } $m = new M(); $m->set($_POST['to']); $m->go();",
        "",
        id="class_safe",
    ),
    pytest.param(
        r"class M { static $to = 'a@example.jp'; const S = 's'; static function go($b) { mail(self::$to,self::S,$b); } } M::go($_POST['b']);",
        "",
        id="class_static",
    ),
    pytest.param(
        r"class M { const TO = 'a@example.jp'; function go() { mail(self::TO,'s','b','From: '.$_POST['f']); } } (new M)->go();",
        "header",
        id="class_const",
    ),
    pytest.param(r"define('TO','a@example.jp'); mail(TO,'s',$_POST['b']);", "", id="define"),
    pytest.param(
        r"""foreach ($_POST as $k => $v) { $b .= "$k: $v\n"; } mail('a@example.jp','s',$b);""", "", id="foreach_body"
    ),
    pytest.param(
        r"""foreach ($_POST as $k => $v) { $h .= "$k: $v\n"; } mail('a@example.jp','s','b',$h);""",
        "header",
        id="foreach_hdr",
    ),
    pytest.param(
        r"""foreach ($_POST as $k => $v) $$k = $v; mail('a@example.jp','s','b',"From: $email");""",
        "header",
        id="varvar",
    ),
    pytest.param(
        r"$to='a@example.jp'; foreach ($_POST as $k => $v) $$k = $v; mail($to,'s','b');", "recipient", id="varvar_to"
    ),
    pytest.param(r"foreach ($_POST as $k => $v) $$k = $v; $to='a@example.jp'; mail($to,'s','b');", "", id="varvar_to2"),
    pytest.param(r"$to='a@example.jp'; extract($_POST); mail($to,'s','b');", "recipient", id="extract"),
    pytest.param(r"$to='a@example.jp'; extract($_POST, EXTR_SKIP); mail($to,'s','b');", "", id="extract_skip"),
    pytest.param(
        r"""$to='a@example.jp'; extract($_POST, EXTR_PREFIX_ALL, 'p'); mail($to,'s','b',"From: $p_email");""",
        "header",
        id="extract_prefix",
    ),
    pytest.param(
        r"mail('a@example.jp','s',$_POST['b'],'X: y'); if (filter_var($_POST['f'],FILTER_VALIDATE_EMAIL)) mail($_POST['f'],'thanks',$_POST['b']);",
        "autoreply",
        id="autoreply",
    ),
    pytest.param(
        r"mail('a@example.jp','s',$_POST['f'].$_POST['b']); if (filter_var($_POST['f'],FILTER_VALIDATE_EMAIL)) mail($_POST['f'],'thanks','Thank you');",
        "",
        id="autoreply_fixed",
    ),
    pytest.param(
        r"mail('a@example.jp','s',$_POST['f'].$_POST['b']); mail($_POST['f'],'thanks',$_POST['b']);",
        "autoreply recipient",
        id="autoreply_raw",
    ),
    pytest.param(
        r"if (filter_var($_POST['f'],FILTER_VALIDATE_EMAIL)) mail($_POST['f'],'thanks',$_POST['b']);",
        "autoreply",
        id="autoreply_only",
    ),
    pytest.param(
        r"if (filter_var($_POST['f'],FILTER_VALIDATE_EMAIL)) mail($_POST['f'],'Hello '.$_POST['name'],'x');",
        "autoreply",
        id="autoreply_name",
    ),
    pytest.param(
        r"""$p = popen('/usr/sbin/sendmail -t','w'); fputs($p, 'To: '.$_POST['to']."\n"); fputs($p,"Subject: x\n\n"); fputs($p,$_POST['b']); pclose($p);""",
        "header recipient",
        id="popen",
    ),
    pytest.param(
        r"""$p = popen('/usr/sbin/sendmail -t','w'); fputs($p, "To: a@example.jp\n"); fputs($p,"Subject: x\n\n"); fputs($p,$_POST['b']); pclose($p);""",
        "",
        id="popen_body",
    ),
    pytest.param(
        r"""$p = popen('/usr/sbin/sendmail -t','w'); fwrite($p, "To: a@example.jp\nFrom: {$_POST['f']}\n\nx");""",
        "header",
        id="popen_noclose",
    ),
    pytest.param(
        r"""$p = popen('/usr/sbin/sendmail '.escapeshellarg($_POST['to']),'w'); fwrite($p, "Subject: x\n\nx");""",
        "command recipient",
        id="popen_arg",
    ),
    pytest.param(
        r"""$p = popen('/usr/sbin/sendmail -- '.escapeshellarg($_POST['to']),'w'); fwrite($p, "Subject: x\n\nx");""",
        "recipient",
        id="popen_dash",
    ),
    pytest.param(r"system('echo '.escapeshellarg($_POST['b']).' | mail -s x a@example.jp');", "", id="system"),
    pytest.param(r"system('echo x | mail -s x '.$_POST['to']);", "command recipient", id="system_to"),
    pytest.param(
        r"""$s = fsockopen('localhost',25); fputs($s,"MAIL FROM:<a@example.jp>\r\n"); fputs($s,"RCPT TO:<{$_POST['to']}>\r\n"); fputs($s,"DATA\r\n"); fputs($s,"Subject: x\r\n\r\n".$_POST['b']."\r\n.\r\n");""",
        "recipient",
        id="smtp",
    ),
    pytest.param(
        r"""$s = fsockopen('localhost',25); fputs($s,"MAIL FROM:<a@example.jp>\r\n"); fputs($s,"RCPT TO:<a@example.jp>\r\n"); fputs($s,"DATA\r\n"); fputs($s,"Subject: x\r\n\r\n".$_POST['b']."\r\n.\r\n");""",
        "",
        id="smtp_ok",
    ),
    pytest.param(r"error_log($_POST['b'],1,$_POST['to']);", "recipient", id="error_log"),
    pytest.param(r"error_log($_POST['b']);", "", id="error_log0"),
    pytest.param(r"wp_mail($_POST['to'],'s','b');", "recipient", id="wp"),
    pytest.param(
        r"$m = new PHPMailer(); $m->addAddress('a@example.jp'); $m->setFrom($_POST['f']); $m->Subject = $_POST['s']; $m->Body = $_POST['b']; $m->send();",
        "",
        id="phpmailer",
    ),
    pytest.param(
        r"$m = new PHPMailer(); $m->addAddress($_POST['to']); $m->Subject = $_POST['s']; $m->Body = $_POST['b']; $m->send();",
        "autoreply",
        id="phpmailer_to",
    ),
    pytest.param(
        r"""$h = sprintf("From: %s <%s>\r\n", $_POST['n'], $_POST['f']); mail('a@example.jp','s','b',$h);""",
        "header",
        id="sprintf",
    ),
    pytest.param(
        r"""$t = "To: a@example.jp\nFrom: {F}\n\n{B}"; $t = str_replace('{F}', $_POST['f'], $t); $p = popen('sendmail -t','w'); fputs($p,$t);""",
        "header",
        id="template",
    ),
    pytest.param(
        r"""$t = "To: a@example.jp\nFrom: b@example.jp\n\n{B}"; $t = str_replace('{B}', $_POST['f'], $t); $p = popen('sendmail -t','w'); fputs($p,$t);""",
        "",
        id="template_body",
    ),
    pytest.param(r"mail($HTTP_POST_VARS['to'],'s','b');", "recipient", id="post_vars"),
    pytest.param(r"parse_str($_SERVER['QUERY_STRING']); mail($to,'s','b');", "recipient", id="parse_str"),
    pytest.param(
        r"parse_str(file_get_contents('php://input'), $d); mail($d['to'],'s','b');", "recipient", id="parse_str2"
    ),
    pytest.param(
        r"$d = json_decode(file_get_contents('php://input'), true); mail($d['to'],'s','b');", "recipient", id="json"
    ),
    pytest.param(
        r"$d = json_decode(file_get_contents('php://input')); mail($d->to,'s','b');", "recipient", id="json_o"
    ),
    pytest.param(r"list($a,$b) = explode(',', $_POST['x']); mail($a,'s','b');", "", id="list"),
    pytest.param(r"while (list($k,$v) = each($_POST)) { $b .= $k.$v; } mail('a@example.jp','s',$b);", "", id="while"),
    pytest.param(r"$f = function($t) { mail($t,'s','b'); }; $f($_POST['to']);", "recipient", id="closure"),
    pytest.param(r"array_walk($_POST, function($v,$k) { mail($v,'s','b'); });", "recipient", id="callback"),
    pytest.param(r"call_user_func('mail', $_POST['to'], 's', 'b');", "recipient", id="cuf"),
    pytest.param(r"$f = 'mail'; $f($_POST['to'],'s','b');", "recipient", id="dyn"),
    pytest.param(r"if (!@mail($_POST['to'],'s','b')) echo 'no';", "recipient", id="at_mail"),
    pytest.param(
        r"if ($_SERVER['REQUEST_METHOD'] == 'POST') { mail($_POST['to'],'s','b'); } else { ?><form></form><?php }",
        "recipient",
        id="method_post",
    ),
    pytest.param(r"if (isset($_POST['submit'])) { mail($_POST['to'],'s','b'); }", "recipient", id="isset_submit"),
    pytest.param(
        r"if (strpos($_SERVER['HTTP_REFERER'],'example.jp') === false) die; mail($_POST['to'],'s','b');",
        "recipient",
        id="referer",
    ),
    pytest.param(r"mail('a@example.jp',$_POST['s'],'b');", "", id="subject_header"),
    pytest.param(r"mail('Info <a@example.jp>','s',$_POST['b'],'Reply-To: a@example.jp');", "", id="nameonly"),
    pytest.param(r"mail($_POST['n'].' <a@example.jp>','s','b');", "recipient", id="to_name"),
    pytest.param(
        r"class F { function send($to,$s) { return mail($to,$s,'b'); } } $f = new F; if ($f->send($_POST['to'],'s')) echo 1;",
        "recipient",
        id="wrap",
    ),
    pytest.param(r"function to() { return 'a@example.jp'; } mail(to(),'s',$_POST['b']);", "", id="static_ret"),
    pytest.param(
        r"function p($k) { return isset($_POST[$k]) ? trim($_POST[$k]) : ''; } mail(p('to'),'s',p('b'));",
        "recipient",
        id="ret_post",
    ),
]


@pytest.mark.parametrize(("code", "abilities"), CASES)
def test_data_is_followed_from_the_request_into_the_part_of_the_mail_that_it_reaches(code: str, abilities: str) -> None:
    """What data can do depends on the part of the mail that it reaches, whichever way it comes there."""
    reading = read(b"<?php " + code.encode(), Language.PHP)
    assert sorted(reading.abilities) == abilities.split()
    assert not reading.blind
