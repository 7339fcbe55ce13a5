"""PHP: what cleans a value, and what a check proves of it."""

from __future__ import annotations

import pytest

from hiyari.forms.language import Language
from hiyari.forms.taint.read import read

CASES = [
    pytest.param(
        r"""$f = preg_replace('/[\r\n]/','',$_POST['f']); mail('a@example.jp','s','b',"From: $f");""", "", id="subst"
    ),
    pytest.param(
        r"""$f = preg_replace('/(\r|\n)/','',$_POST['f']); mail('a@example.jp','s','b',"From: $f");""",
        "",
        id="subst_alt",
    ),
    pytest.param(
        r"""$f = preg_replace('/\r\n/','',$_POST['f']); mail('a@example.jp','s','b',"From: $f");""",
        "header",
        id="subst_crlf",
    ),
    pytest.param(
        r"""$f = str_replace(array("\r","\n"),'',$_POST['f']); mail('a@example.jp','s','b',"From: $f");""",
        "",
        id="replace_list",
    ),
    pytest.param(
        r"""$f = str_replace("\n",'',$_POST['f']); mail('a@example.jp','s','b',"From: $f");""",
        "header",
        id="replace_one",
    ),
    pytest.param(
        r"""$f = str_replace("\n",'',str_replace("\r",'',$_POST['f'])); mail('a@example.jp','s','b',"From: $f");""",
        "",
        id="replace_nested",
    ),
    pytest.param(
        r"""$f = str_replace(array('%0a','%0d'),'',$_POST['f']); mail('a@example.jp','s','b',"From: $f");""",
        "header",
        id="replace_pct",
    ),
    pytest.param(
        r"if (preg_match('/[\r\n]/',$_POST['f'])) die('x'); mail('a@example.jp','s','b','From: '.$_POST['f']);",
        "",
        id="guard_die",
    ),
    pytest.param(
        r"mail('a@example.jp','s','b','From: '.$_POST['f']); if (preg_match('/[\r\n]/',$_POST['f'])) die('x');",
        "header",
        id="guard_after",
    ),
    pytest.param(
        r"if (preg_match('/[\r\n]/',$_POST['g'])) die('x'); mail('a@example.jp','s','b','From: '.$_POST['f']);",
        "header",
        id="guard_other",
    ),
    pytest.param(
        r"if (preg_match('/[\r\n]/',$_POST['f'])) echo 'x'; mail('a@example.jp','s','b','From: '.$_POST['f']);",
        "header",
        id="guard_noexit",
    ),
    pytest.param(
        r"preg_match('/^[a-z]+@[a-z.]+$/D',$_POST['f']) or die('x'); mail('a@example.jp','s','b','From: '.$_POST['f']);",
        "",
        id="guard_ordie",
    ),
    pytest.param(
        r"if (!preg_match('/^[a-z]+@[a-z.]+$/',$_POST['f'])) exit; mail('a@example.jp','s','b','From: '.$_POST['f']);",
        "",
        id="guard_trailing",
    ),
    pytest.param(
        r"if (!preg_match('/^[a-z]+@[a-z.]+$/m',$_POST['f'])) exit; mail('a@example.jp','s','b','From: '.$_POST['f']);",
        "header",
        id="guard_multi",
    ),
    pytest.param(
        r"if (!preg_match('/[a-z]+@[a-z.]+/',$_POST['f'])) exit; mail('a@example.jp','s','b','From: '.$_POST['f']);",
        "header",
        id="guard_unanch",
    ),
    pytest.param(
        r"""if (strpos($_POST['f'],"\n") !== false || strpos($_POST['f'],"\r") !== false) exit; mail('a@example.jp','s','b','From: '.$_POST['f']);""",
        "",
        id="guard_strpos",
    ),
    pytest.param(
        r"""if (strpos($_POST['f'],"\n") !== false) exit; mail('a@example.jp','s','b','From: '.$_POST['f']);""",
        "header",
        id="guard_strpos_half",
    ),
    pytest.param(
        r"""if (strpos($_POST['f'],"\n") || strpos($_POST['f'],"\r")) exit; mail('a@example.jp','s','b','From: '.$_POST['f']);""",
        "header",
        id="guard_strpos_weak",
    ),
    pytest.param(
        r"if (stristr($_POST['f'],'bcc:')) exit; mail('a@example.jp','s','b','From: '.$_POST['f']);",
        "header",
        id="guard_stristr",
    ),
    pytest.param(
        r"if (preg_match('/[\r\n]/',$_POST['f'])) { echo 'no'; } else { mail('a@example.jp','s','b','From: '.$_POST['f']); }",
        "",
        id="guard_else",
    ),
    pytest.param(
        r"if (preg_match('/[\r\n]/',$_POST['f']) === 1) exit; mail('a@example.jp','s','b','From: '.$_POST['f']);",
        "",
        id="guard_eq1",
    ),
    pytest.param(
        r"if (preg_match('/[\r\n]/',$_POST['f']) > 0) exit; mail('a@example.jp','s','b','From: '.$_POST['f']);",
        "",
        id="guard_gt0",
    ),
    pytest.param(
        r"if (preg_match('/[\r\n]/',$_POST['f']) == 0) mail('a@example.jp','s','b','From: '.$_POST['f']);",
        "",
        id="guard_eq0",
    ),
    pytest.param(
        r"if (!filter_var($_POST['f'],FILTER_VALIDATE_EMAIL)) exit; mail('a@example.jp','s','b','From: '.$_POST['f']);",
        "",
        id="filter",
    ),
    pytest.param(
        r"if (filter_var($_POST['f'],FILTER_VALIDATE_EMAIL) === false) { header('Location: /'); exit; } mail('a@example.jp','s','b','From: '.$_POST['f']);",
        "",
        id="filter_false",
    ),
    pytest.param(
        r"$f = filter_var($_POST['f'],FILTER_VALIDATE_EMAIL); if (!$f) exit; mail('a@example.jp','s','b','From: '.$f);",
        "",
        id="filter_assign",
    ),
    pytest.param(
        r"$f = filter_input(INPUT_POST,'f',FILTER_VALIDATE_EMAIL); mail('a@example.jp','s','b','From: '.$f);",
        "",
        id="filter_input",
    ),
    pytest.param(
        r"$f = filter_input(INPUT_POST,'f'); mail('a@example.jp','s','b','From: '.$f);", "header", id="filter_input_raw"
    ),
    pytest.param(
        r"$f = filter_var($_POST['f'],FILTER_SANITIZE_STRING); mail('a@example.jp','s','b','From: '.$f);",
        "header",
        id="filter_string",
    ),
    pytest.param(
        r"$ok = true; if (preg_match('/[\r\n]/',$_POST['f'])) $ok = false; if ($ok) mail('a@example.jp','s','b','From: '.$_POST['f']);",
        "",
        id="flag",
    ),
    pytest.param(
        r"$errors = array(); if (preg_match('/[\r\n]/',$_POST['f'])) $errors[] = 'x'; if ($_POST['n'] == '') $errors[] = 'n'; if (empty($errors)) mail('a@example.jp','s','b','From: '.$_POST['f']);",
        "",
        id="errors",
    ),
    pytest.param(
        r"$errors = array(); if ($_POST['n'] == '') $errors[] = 'n'; if (preg_match('/[\r\n]/',$_POST['f'])) $errors[] = 'x';  if (count($errors) > 0) { echo 'bad'; exit; } mail('a@example.jp','s','b','From: '.$_POST['f']);",
        "",
        id="errors_count",
    ),
    pytest.param(
        r"$e=''; if ($_POST['n'] == '') $e .= 'n'; if (preg_match('/[\r\n]/',$_POST['f'])) $e .= 'x'; if ($e) { echo $e; } else { mail('a@example.jp','s','b','From: '.$_POST['f']); }",
        "",
        id="errors_string",
    ),
    pytest.param(
        r"if (empty($_POST['n0'])) $e .= 'n0';if (empty($_POST['n1'])) $e .= 'n1';if (empty($_POST['n2'])) $e .= 'n2';if (empty($_POST['n3'])) $e .= 'n3';if (empty($_POST['n4'])) $e .= 'n4';if (empty($_POST['n5'])) $e .= 'n5';if (empty($_POST['n6'])) $e .= 'n6';if (empty($_POST['n7'])) $e .= 'n7';if (empty($_POST['n8'])) $e .= 'n8';if (empty($_POST['n9'])) $e .= 'n9';if (empty($_POST['n10'])) $e .= 'n10';if (empty($_POST['n11'])) $e .= 'n11';if (preg_match('/[\r\n]/',$_POST['f'])) $e .= 'x';if (empty($_POST['m0'])) $e .= 'n0';if (empty($_POST['m1'])) $e .= 'n1';if (empty($_POST['m2'])) $e .= 'n2';if (empty($_POST['m3'])) $e .= 'n3';if (empty($_POST['m4'])) $e .= 'n4';if (empty($_POST['m5'])) $e .= 'n5';if (empty($_POST['m6'])) $e .= 'n6';if (empty($_POST['m7'])) $e .= 'n7';if (empty($_POST['m8'])) $e .= 'n8';if (empty($_POST['m9'])) $e .= 'n9';if (empty($_POST['m10'])) $e .= 'n10';if (empty($_POST['m11'])) $e .= 'n11'; if ($e == '') { mail('a@example.jp','s','b','From: '.$_POST['f']); }",
        "",
        id="errors_many",
    ),
    pytest.param(
        r"$e0 = ''; if (empty($_POST['n0'])) $e0 = 'n0';$e1 = ''; if (empty($_POST['n1'])) $e1 = 'n1';$e2 = ''; if (empty($_POST['n2'])) $e2 = 'n2';$e3 = ''; if (empty($_POST['n3'])) $e3 = 'n3';$e4 = ''; if (empty($_POST['n4'])) $e4 = 'n4';$e5 = ''; if (empty($_POST['n5'])) $e5 = 'n5';$e6 = ''; if (empty($_POST['n6'])) $e6 = 'n6';$e7 = ''; if (empty($_POST['n7'])) $e7 = 'n7';if (preg_match('/[\r\n]/',$_POST['f'])) $ef = 'x'; if ($ef == '' && $e0 == '' && $e1 == '') { mail('a@example.jp','s','b','From: '.$_POST['f']); }",
        "",
        id="errors_vars",
    ),
    pytest.param(
        r"$n = 0; if (preg_match('/[\r\n]/',$_POST['f'])) $n++; if ($_POST['x'] == '') $n++; if ($n > 0) exit; mail('a@example.jp','s','b','From: '.$_POST['f']);",
        "",
        id="error_counter",
    ),
    pytest.param(
        r"$err = []; if (preg_match('/[\r\n]/',$_POST['f'])) { $err['f'] = 'bad'; } if (!$err) { mail('a@example.jp','s','b','From: '.$_POST['f']); }",
        "",
        id="error_key",
    ),
    pytest.param(
        r"function valid($x) { if (preg_match('/[\r\n]/',$x)) return false; return true; } if (!valid($_POST['f'])) exit; mail('a@example.jp','s','b','From: '.$_POST['f']);",
        "",
        id="func_valid",
    ),
    pytest.param(
        r"function valid($x) { return !preg_match('/[\r\n]/',$x); } if (valid($_POST['f'])) mail('a@example.jp','s','b','From: '.$_POST['f']);",
        "",
        id="func_valid2",
    ),
    pytest.param(
        r"check($_POST['f']); mail('a@example.jp','s','b','From: '.$_POST['f']); function check($x) { if (preg_match('/[\r\n]/',$x)) die('no'); }",
        "",
        id="func_die",
    ),
    pytest.param(
        r"""function clean($x) { return str_replace(array("\r","\n"),'',$x); } $f = clean($_POST['f']); mail('a@example.jp','s','b','From: '.$f);""",
        "",
        id="func_clean",
    ),
    pytest.param(
        r"foreach ($_POST as $v) { if (preg_match('/[\r\n]/',$v)) die; } mail('a@example.jp','s','b','From: '.$_POST['f']);",
        "",
        id="foreach_check",
    ),
    pytest.param(
        r"foreach ($_POST as $v) { if (preg_match('/[\r\n]/',$v)) die; break; } mail('a@example.jp','s','b','From: '.$_POST['f']);",
        "header",
        id="foreach_check_break",
    ),
    pytest.param(
        r"""foreach ($_POST as $k => $v) { $_POST[$k] = str_replace(array("\r","\n"),'',$v); } mail('a@example.jp','s','b','From: '.$_POST['f']);""",
        "",
        id="foreach_clean",
    ),
    pytest.param(
        r"""foreach ($_POST as $k => $v) { $c[$k] = str_replace(array("\r","\n"),'',$v); } mail('a@example.jp','s','b','From: '.$c['f']);""",
        "",
        id="foreach_cleanvar",
    ),
    pytest.param(
        r"foreach (array('f','n') as $k) { if (preg_match('/[\r\n]/',$_POST[$k])) die; } mail('a@example.jp','s','b','From: '.$_POST['f']);",
        "",
        id="foreach_names",
    ),
    pytest.param(
        r"foreach (array('g','n') as $k) { if (preg_match('/[\r\n]/',$_POST[$k])) die; } mail('a@example.jp','s','b','From: '.$_POST['f']);",
        "header",
        id="foreach_names_other",
    ),
    pytest.param(
        r"$p = array_map('trim', $_POST); mail('a@example.jp','s','b','From: '.$p['f']);", "header", id="array_map"
    ),
    pytest.param(
        r"""function c($x) { return str_replace(array("\r","\n"),'',$x); } $p = array_map('c', $_POST); mail('a@example.jp','s','b','From: '.$p['f']);""",
        "",
        id="array_map_clean",
    ),
    pytest.param(
        r"if (!in_array($_POST['to'], array('a@example.jp','b@example.jp'))) die; mail($_POST['to'],'s','b');",
        "",
        id="in_array",
    ),
    pytest.param(
        r"switch ($_POST['d']) { case 'a': $to='a@example.jp'; break; default: $to='b@example.jp'; } mail($to,'s',$_POST['b']);",
        "",
        id="switch",
    ),
    pytest.param(
        r"switch ($_POST['d']) { case 'a': $to='a@example.jp'; break; default: $to=$_POST['d']; } mail($to,'s',$_POST['b']);",
        "recipient",
        id="switch_fall",
    ),
    pytest.param(
        r"$m = array('a'=>'a@example.jp','b'=>'b@example.jp'); mail($m[$_POST['d']],'s',$_POST['b']);", "", id="map"
    ),
    pytest.param(
        r"$m = array('a'=>'a@example.jp','b'=>'b@example.jp'); $to = isset($m[$_POST['d']]) ? $m[$_POST['d']] : $_POST['d']; mail($to,'s',$_POST['b']);",
        "recipient",
        id="map_isset",
    ),
    pytest.param(r"if ($_POST['to'] != 'a@example.jp') exit; mail($_POST['to'],'s','b');", "", id="eq"),
    pytest.param(
        r"if ($_POST['to'] == 'a@example.jp' || $_POST['to'] == 'b@example.jp') mail($_POST['to'],'s','b');",
        "",
        id="eq2",
    ),
    pytest.param(r"""$id = (int)$_POST['id']; mail("user$id@example.jp",'s','b');""", "", id="int"),
    pytest.param(r"mail($_POST['u'].'@example.jp','s','b');", "recipient", id="domain"),
    pytest.param(
        r"if (!preg_match('/^[a-z]+$/D',$_POST['u'])) die; mail($_POST['u'].'@example.jp','s','b');", "", id="domain_ok"
    ),
    pytest.param(
        r"if (!preg_match('/^[a-z.]+@example\.jp$/D',$_POST['u'])) die; mail($_POST['u'],'s',$_POST['b']);",
        "",
        id="domain_pattern",
    ),
    pytest.param(
        r"""if (preg_match('/[\r\n]/',$_POST['f'])) die; $f = urldecode($_POST['f']); mail('a@example.jp','s','b',"From: $f");""",
        "header",
        id="decode",
    ),
    pytest.param(r"mail('a@example.jp','s','b','','-f'.$_POST['f']);", "command", id="param5"),
    pytest.param(r"mail('a@example.jp','s','b','','-f'.escapeshellarg($_POST['f']));", "", id="param5_esc"),
    pytest.param(
        r"if (!preg_match('/^[a-z]+@[a-z.]+$/D',$_POST['f'])) die; mail('a@example.jp','s','b','','-f'.$_POST['f']);",
        "",
        id="param5_pat",
    ),
    pytest.param(
        r"session_start(); if (!isset($_SESSION['user'])) { header('Location: l.php'); exit; } mail($_POST['to'],'s','b');",
        "",
        id="login",
    ),
    pytest.param(
        r"session_start(); if ($_POST['m']=='c') { $_SESSION['to'] = $_POST['to']; } else { mail($_SESSION['to'],'s','b'); }",
        "recipient",
        id="session_fill",
    ),
    pytest.param(
        r"session_start(); if ($_POST['c'] != $_SESSION['captcha']) die; mail($_POST['to'],'s','b');",
        "recipient",
        id="captcha",
    ),
    pytest.param(r"if ($_POST['password'] !== 'secret99') die; mail($_POST['to'],'s','b');", "", id="password"),
    pytest.param(
        r"""$h = sprintf("X-Id: %d\r\n", $_POST['n']); mail('a@example.jp','s','b',$h);""", "", id="sprintf_d"
    ),
    pytest.param(
        r"""$f = preg_match('/^[a-z]+@[a-z.]+$/D',$_POST['f']) ? $_POST['f'] : 'x@example.jp'; mail('a@example.jp','s','b',"From: $f");""",
        "",
        id="ternary",
    ),
    pytest.param(
        r"""$f = $_POST['f']; if (!preg_match('/^[a-z]+@[a-z.]+$/D',$f)) { $f = 'x@example.jp'; } mail('a@example.jp','s','b',"From: $f");""",
        "",
        id="replace_if",
    ),
    pytest.param(r"""$f = $_POST['f'] ?? ''; mail('a@example.jp','s','b',"From: $f");""", "header", id="coalesce"),
    pytest.param(
        r"if (!eregi('^[a-z]+@[a-z.]+$',$_POST['f'])) die; mail('a@example.jp','s','b','From: '.$_POST['f']);",
        "",
        id="eregi",
    ),
    pytest.param(
        r"try { if (preg_match('/[\r\n]/',$_POST['f'])) throw new Exception('x'); mail('a@example.jp','s','b','From: '.$_POST['f']); } catch (Exception $e) { echo 1; }",
        "",
        id="try",
    ),
    pytest.param(
        r"try { if (preg_match('/[\r\n]/',$_POST['f'])) throw new Exception('x'); } catch (Exception $e) { echo 1; } mail('a@example.jp','s','b','From: '.$_POST['f']);",
        "header",
        id="try2",
    ),
    pytest.param(r"""$f = strtok($_POST['f'], "\r\n"); mail('a@example.jp','s','b',"From: $f");""", "", id="strtok"),
    pytest.param(
        r"""$f = substr($_POST['f'],0,50); mail('a@example.jp','s','b',"From: $f");""", "header", id="substr_pos"
    ),
    pytest.param(
        r"mail('a@example.jp','s','b','From: '.mb_encode_mimeheader($_POST['n']).' <a@example.jp>');",
        "header",
        id="mb_mime",
    ),
    pytest.param(
        r"mail('a@example.jp','s','b','From: =?UTF-8?B?'.base64_encode($_POST['n']).'?= <a@example.jp>');", "", id="b64"
    ),
    pytest.param(
        r"if (!ctype_alnum($_POST['n'])) die; mail('a@example.jp','s','b','From: '.$_POST['n'].' <a@example.jp>');",
        "",
        id="ctype",
    ),
    pytest.param(
        r"if (!empty($_POST['f']) && !preg_match('/[\r\n]/',$_POST['f'])) mail('a@example.jp','s','b','From: '.$_POST['f']);",
        "",
        id="and_cond",
    ),
    pytest.param(
        r"if (empty($_POST['f']) || preg_match('/[\r\n]/',$_POST['f'])) die; mail('a@example.jp','s','b','From: '.$_POST['f']);",
        "",
        id="or_cond",
    ),
    pytest.param(
        r"$all = $_POST['f'].$_POST['n']; if (preg_match('/[\r\n]/',$all)) die; mail('a@example.jp','s','b','From: '.$_POST['f']);",
        "",
        id="concat_check",
    ),
    pytest.param(
        r"""function p($k) { return isset($_POST[$k]) ? trim($_POST[$k]) : ''; } $f = p('f'); if (preg_match('/[\r\n]/',$f)) die; mail('a@example.jp','s','b',"From: $f");""",
        "",
        id="ret_post_chk",
    ),
]


@pytest.mark.parametrize(("code", "abilities"), CASES)
def test_a_check_or_a_cleaning_takes_away_what_it_proves_and_nothing_more(code: str, abilities: str) -> None:
    """Data that was checked or cleaned can do exactly what the check or the cleaning leaves."""
    reading = read(b"<?php " + code.encode(), Language.PHP)
    assert sorted(reading.abilities) == abilities.split()
    assert not reading.blind
