"""Loops over the request in PHP that check its fields, and loops that leave one out."""

from __future__ import annotations

from typing import Final

CHECKED: Final = {
    "skipkey": 'foreach($_POST as $k=>$v){ if($k=="message") continue; if(preg_match("/[\\r\\n]/",$v)) exit; } mail("a@example.jp","s",$_POST["message"],"From: ".$_POST["email"]);',
    "skipkey2": 'foreach($_POST as $k=>$v){ if($k!="message" && preg_match("/[\\r\\n]/",$v)) exit; } mail("a@example.jp","s",$_POST["message"],"From: ".$_POST["email"]);',
    "skipkey3": 'foreach($_POST as $k=>$v){ if($k!="message"){ if(preg_match("/[\\r\\n]/",$v)) die("x");} } mail("a@example.jp","s",$_POST["message"],"From: ".$_POST["email"]);',
    "skipin": 'foreach($_POST as $k=>$v){ if(in_array($k,array("message","comment"))) continue; if(preg_match("/[\\r\\n]/",$v)) die("x"); } mail("a@example.jp","s",$_POST["message"],"From: ".$_POST["email"]);',
    "flag": '$bad=false; foreach($_POST as $k=>$v){ if(preg_match("/[\\r\\n]/",$v)) {$bad=true;} } if($bad){exit;} mail("a@example.jp","s",$_POST["message"],"From: ".$_POST["email"]);',
    "flag2": '$bad=false; foreach(array("email","name") as $k){ if(preg_match("/[\\r\\n]/",$_POST[$k])) {$bad=true;} } if($bad){exit;} mail("a@example.jp","s",$_POST["message"],"From: ".$_POST["email"]);',
    "flagskip": '$bad=false; foreach($_POST as $k=>$v){ if($k=="message") continue; if(preg_match("/[\\r\\n]/",$v)) {$bad=true;} } if($bad){exit;} mail("a@example.jp","s",$_POST["message"],"From: ".$_POST["email"]);',
    "errors": '$errors=array(); foreach($_POST as $k=>$v){ if(preg_match("/[\\r\\n]/",$v)) {$errors[]="bad";} } if(count($errors)){exit;} mail("a@example.jp","s",$_POST["message"],"From: ".$_POST["email"]);',
    "errors2": '$errors=array(); if(preg_match("/[\\r\\n]/",$_POST["email"])) {$errors[]="bad";} if(count($errors)>0){exit;} mail("a@example.jp","s",$_POST["message"],"From: ".$_POST["email"]);',
    "errors3": '$errors=[]; foreach(["email","name"] as $f){ if(preg_match("/[\\r\\n]/",$_POST[$f])) {$errors[]="bad $f";} } if(!empty($errors)){exit;} mail("a@example.jp","s",$_POST["message"],"From: ".$_POST["email"]);',
    "errors4": '$errors=[]; foreach($_POST as $f=>$v){ if(preg_match("/[\\r\\n]/",$v)) {$errors[]="bad $f";} } if($errors){exit;} mail("a@example.jp","s",$_POST["message"],"From: ".$_POST["email"]);',
    "errcount": '$n=0; foreach($_POST as $f=>$v){ if(preg_match("/[\\r\\n]/",$v)) {$n++;} } if($n>0){exit;} mail("a@example.jp","s",$_POST["message"],"From: ".$_POST["email"]);',
    "errstr": '$err=""; foreach($_POST as $f=>$v){ if(preg_match("/[\\r\\n]/",$v)) {$err.="bad $f<br>";} } if($err!=""){echo $err; exit;} mail("a@example.jp","s",$_POST["message"],"From: ".$_POST["email"]);',
    "errkey": '$e=[]; foreach($_POST as $f=>$v){ if(preg_match("/[\\r\\n]/",$v)) {$e[$f]="bad";} } if(!count($e)){mail("a@example.jp","s",$_POST["message"],"From: ".$_POST["email"]);}',
}
"""Every field that comes into a header is checked."""

OPEN: Final = {
    "BADskip": 'foreach($_POST as $k=>$v){ if($k=="email") continue; if(preg_match("/[\\r\\n]/",$v)) exit; } mail("a@example.jp","s",$_POST["message"],"From: ".$_POST["email"]);',
    "BADerr": '$e=[]; foreach($_POST as $f=>$v){ if(preg_match("/[\\r\\n]/",$v)) {$e[$f]="bad";} } mail("a@example.jp","s",$_POST["message"],"From: ".$_POST["email"]);',
    "order": 'foreach($_POST as $k=>$v){ if($k=="go") break; if(preg_match("/[\\r\\n]/",$v)) exit; } mail("a@example.jp","s","b","From: ".$_POST["email"]);',
    "returned": 'function ok(){ foreach($_POST as $k=>$v){ if($k=="go") return true; if(preg_match("/[\\r\\n]/",$v)) return false; } return true; } if(!ok()) exit; mail("a@example.jp","s","b","From: ".$_POST["email"]);',
    "switched off": '$skip=false; foreach($_POST as $k=>$v){ if($k=="go") $skip=true; if($skip) continue; if(preg_match("/[\\r\\n]/",$v)) exit; } mail("a@example.jp","s","b","From: ".$_POST["email"]);',
    "last": 'foreach($_POST as $k=>$v){ if($k=="email" && preg_match("/[\\r\\n]/",$v)) exit; $last=$v; } mail("a@example.jp","s",$_POST["email"],"From: ".$last);',
    "one only": 'foreach($_POST as $k=>$v){ if($k=="name" && preg_match("/[\\r\\n]/",$v)) exit; } mail("a@example.jp","s",$_POST["name"],"From: ".$_POST["email"]);',
    "flag forgotten": '$bad=false; foreach($_POST as $k=>$v){ $bad=false; if(preg_match("/[\\r\\n]/",$v)) $bad=true; } if($bad) exit; mail("a@example.jp","s","b","From: ".$_POST["email"]);',
    "whole": 'foreach($_POST as $k=>$v){ if($k=="m") continue; if(preg_match("/[\\r\\n]/",$v)) exit; } mail("a@example.jp","s","b","X-All: ".implode(" ",$_POST));',
}
"""A line break comes into a header all the same."""
