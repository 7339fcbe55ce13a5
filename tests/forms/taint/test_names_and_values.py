"""A check of a field's name says nothing of its value, however the two were taken apart."""

from __future__ import annotations

import pytest

from hiyari.forms.language import Language
from hiyari.forms.taint.read import read

SCRIPTS = {
    "php: a key of a loop": ("php", "<?php foreach ($_POST as $key => $v) { if ($key == 'to') { $to = $v; } } mail($to, 'x', 'fixed');\n", "recipient"),
    "php: a list of keys": ("php", "<?php foreach (explode('&', $_SERVER['QUERY_STRING']) as $p) { list($k, $v) = explode('=', $p, 2); if (in_array($k, ['to','b'])) { $C[$k] = urldecode($v); } } mail($C['to'], 'x', 'fixed');\n", "recipient"),
    "php: cut at the sign": ("php", "<?php foreach (explode('&', file_get_contents('php://input')) as $p) { $i = strpos($p, '='); $k = substr($p, 0, $i); $v = substr($p, $i+1); switch ($k) { case 'to': $to = $v; break; case 'x': $x = $v; } } mail($to, 'x', 'fixed');\n", "recipient"),
    "php: groups of a match": ("php", "<?php foreach (explode('&', file_get_contents('php://input')) as $p) { if (preg_match('/^(\\w+)=(.*)$/', $p, $m)) { if ($m[1] === 'to') $to = $m[2]; } } mail($to, 'x', 'fixed');\n", "recipient"),
    "php: isset of the key": ("php", "<?php $ok = array('to'=>1,'s'=>1); foreach ($_POST as $key => $v) { if (isset($ok[$key])) { $C[$key] = $v; } } mail($C['to'], 'x', 'fixed');\n", "recipient"),
    "python: split": ("python", "import os, smtplib, sys\nfor p in sys.stdin.read().split('&'):\n    k, v = p.split('=', 1)\n    if k == 'to':\n        to = v\nsmtplib.SMTP('localhost').sendmail('a@example.com', [to], 'Subject: x\\n\\nhi')\n", "recipient"),
    "python: parse_qsl": ("python", "import os, smtplib, sys\nfrom urllib.parse import parse_qsl\nd = {}\nfor k, v in parse_qsl(os.environ['QUERY_STRING']):\n    if k in ('to', 'x'):\n        d[k] = v\nsmtplib.SMTP('localhost').sendmail('a@example.com', [d['to']], 'Subject: x\\n\\nhi')\n", "recipient"),
    "python: keys": ("python", "import os, smtplib, sys, cgi\nform = cgi.FieldStorage()\nfor k in form.keys():\n    if k == 'to':\n        to = form[k].value\nsmtplib.SMTP('localhost').sendmail('a@example.com', [to], 'Subject: x\\n\\nhi')\n", "recipient"),
    "python: partition": ("python", "import os, smtplib, sys\nfor p in os.environ['QUERY_STRING'].split('&'):\n    k, _, v = p.partition('=')\n    if k.lower() == 'to':\n        to = v\nsmtplib.SMTP('localhost').sendmail('a@example.com', [to], 'Subject: x\\n\\nhi')\n", "recipient"),
    "ruby: params.each": ("ruby", 'require \'cgi\'\nc = CGI.new\nto = nil\nc.params.each do |k, v|\n  to = v.first if k == \'to\'\nend\nIO.popen(\'/usr/sbin/sendmail -t\', \'w\') { |m| m.puts "To: #{to}"; m.puts "Subject: x"; m.puts; m.puts "hi" }\n', "header recipient"),
    "ruby: case": ("ruby", 'h = {}\nSTDIN.read.split(\'&\').each do |pair|\n  k, v = pair.split(\'=\', 2)\n  case k\n  when \'to\', \'from\' then h[k] = v\n  end\nend\nIO.popen(\'/usr/sbin/sendmail -t\', \'w\') { |m| m.puts "To: #{h[\'to\']}"; m.puts "Subject: x"; m.puts; m.puts "hi" }\n', "header recipient"),
    "ruby: select": ("ruby", 'require \'cgi\'\nc = CGI.new\ndata = c.params.select { |k, v| %w[to msg].include?(k) }\nIO.popen(\'/usr/sbin/sendmail -t\', \'w\') { |m| m.puts "To: #{data[\'to\'].first}"; m.puts "Subject: x"; m.puts; m.puts "hi" }\n', "header recipient"),
    "javascript: destructuring": ("javascript", "const { exec, spawn } = require('child_process');\nconst qs = process.env.QUERY_STRING; let to;\nfor (const p of qs.split('&')) { const [k, v] = p.split('='); if (k === 'to') to = v; }\nconst m = spawn('/usr/sbin/sendmail', ['-t']); m.stdin.write('To: ' + to + '\\nSubject: x\\n\\nhi'); m.stdin.end();\n", "header recipient"),
    "javascript: Object.entries": ("javascript", "const nodemailer = require('nodemailer'); const app = require('express')();\napp.post('/x', (req, res) => { const o = {}; Object.entries(req.body).forEach(([k, v]) => { if (['to','s'].includes(k)) o[k] = v; });\n nodemailer.createTransport({}).sendMail({from:'a@example.com', to: o.to, subject: 'x', text: 'y'}); });\n", "recipient"),
    "perl: two places of a split": ("perl", 'foreach (split(/&/, $ENV{QUERY_STRING})) { ($k,$v)=split(/=/); $k =~ s/%(..)/pack("c",hex($1))/ge; $v =~ s/%(..)/pack("c",hex($1))/ge; if ($k eq "to") { $to = $v } }\nopen(M, "|/usr/lib/sendmail -t"); print M "To: $to\\nSubject: x\\n\\nhello\\n"; close(M);\n', "header recipient"),
    "perl: two substitutions": ("perl", 'foreach $p (split(/&/, $ENV{QUERY_STRING})) { ($k = $p) =~ s/=.*//; ($v = $p) =~ s/.*?=//; $C{$k} = $v if $k =~ /^(to|x)$/; } $to = $C{to};\nopen(M, "|/usr/lib/sendmail -t"); print M "To: $to\\nSubject: x\\n\\nhello\\n"; close(M);\n', "header recipient"),
    "perl: defined": ("perl", '%C=(to=>"a\\@example.com", x=>1); foreach $p (split(/&/, $ENV{QUERY_STRING})) { my ($k,$v) = split /=/, $p, 2; if (defined $C{$k}) { $C{$k} = $v } } $to = $C{to};\nopen(M, "|/usr/lib/sendmail -t"); print M "To: $to\\nSubject: x\\n\\nhello\\n"; close(M);\n', "header recipient"),
    "perl: exists": ("perl", '%C=("to",1,"x",1); foreach $p (split(/&/, $ENV{QUERY_STRING})) { my ($k,$v) = split /=/, $p, 2; if (exists $C{$k}) { $F{$k} = $v } } $to = $F{to};\nopen(M, "|/usr/lib/sendmail -t"); print M "To: $to\\nSubject: x\\n\\nhello\\n"; close(M);\n', "header recipient"),
    "perl: groups": ("perl", 'foreach $p (split(/&/, $ENV{QUERY_STRING})) { if ($p =~ /^(\\w+)=(.*)$/) { ($k,$v) = ($1,$2); next unless grep { $_ eq $k } qw(to from); $F{$k} = $v } } $to = $F{to};\nopen(M, "|/usr/lib/sendmail -t"); print M "To: $to\\nSubject: x\\n\\nhello\\n"; close(M);\n', "header recipient"),
    "perl: param": ("perl", 'use CGI; $q = new CGI; foreach $n ($q->param) { if ($n eq "to") { $to = $q->param($n); } }\nopen(M, "|/usr/lib/sendmail -t"); print M "To: $to\\nSubject: x\\n\\nhello\\n"; close(M);\n', "header recipient"),
    "perl: each": ("perl", 'use CGI; $q = new CGI; %in = $q->Vars; while (($k,$v) = each %in) { if ($k eq "to") { $to = $v; } }\nopen(M, "|/usr/lib/sendmail -t"); print M "To: $to\\nSubject: x\\n\\nhello\\n"; close(M);\n', "header recipient"),
    "perl: a pattern": ("perl", 'use CGI; $q = new CGI; for my $n ($q->param()) { next unless $n =~ /^to$/; $c{$n} = $q->param($n); } $to=$c{to};\nopen(M, "|/usr/lib/sendmail -t"); print M "To: $to\\nSubject: x\\n\\nhello\\n"; close(M);\n', "header recipient"),
    "perl: substr": ("perl", 'foreach $p (split(/&/, $ENV{QUERY_STRING})) { $i = index($p,"="); $k = substr($p,0,$i); $v = substr($p,$i+1); if ($k eq "to") { $to=$v } }\nopen(M, "|/usr/lib/sendmail -t"); print M "To: $to\\nSubject: x\\n\\nhello\\n"; close(M);\n', "header recipient"),
    "perl: a list": ("perl", 'foreach $p (split(/&/, $ENV{QUERY_STRING})) { @kv = split(/=/,$p); if ($kv[0] eq "to") { $to=$kv[1] } }\nopen(M, "|/usr/lib/sendmail -t"); print M "To: $to\\nSubject: x\\n\\nhello\\n"; close(M);\n', "header recipient"),
    "perl: picked": ("perl", 'foreach $p (split(/&/, $ENV{QUERY_STRING})) { my $k = (split /=/, $p)[0]; my $v = (split(/=/,$p))[1]; if ($k eq "to") { $to=$v } }\nopen(M, "|/usr/lib/sendmail -t"); print M "To: $to\\nSubject: x\\n\\nhello\\n"; close(M);\n', "header recipient"),
    "perl: a list by reference": ("perl", 'foreach $p (split(/&/, $ENV{QUERY_STRING})) { my $kv = [split /=/, $p]; if ($kv->[0] eq "to") { $to=$kv->[1] } }\nopen(M, "|/usr/lib/sendmail -t"); print M "To: $to\\nSubject: x\\n\\nhello\\n"; close(M);\n', "header recipient"),
    "perl: shifted": ("perl", '@p = split(/[&=]/, $ENV{QUERY_STRING}); while (@p) { $k = shift @p; $v = shift @p; if ($k eq "to") {$to = $v} }\nopen(M, "|/usr/lib/sendmail -t"); print M "To: $to\\nSubject: x\\n\\nhello\\n"; close(M);\n', "header recipient"),
    "perl: a hash of pairs": ("perl", '%h = split(/[&=]/, $ENV{QUERY_STRING}); foreach $k (keys %h) { if ($k eq "to") { $to = $h{$k} } }\nopen(M, "|/usr/lib/sendmail -t"); print M "To: $to\\nSubject: x\\n\\nhello\\n"; close(M);\n', "header recipient"),
    "shell: case of the whole": ("shell", '#!/bin/sh\nOIFS=$IFS; IFS=\'&\'; set -- $QUERY_STRING; IFS=$OIFS\nfor a in "$@"; do case "$a" in to=*) to=${a#to=};; esac; done\necho "hi" | /usr/bin/mail -s x "$to"\n', "command recipient"),
    "shell: read into two": ("shell", '#!/bin/bash\nwhile IFS=\'=\' read -r k v; do case "$k" in email|mail) e=$v;; name) n=$v;; esac; done < <(tr \'&\' \'\\n\')\nprintf \'To: %s\\nSubject: x\\n\\nhi\\n\' "$e" | /usr/sbin/sendmail -t\n', "header recipient"),
    "shell: [[ ]]": ("shell", '#!/bin/bash\ndeclare -A f\nIFS=\'&\' read -ra ps <<< "$QUERY_STRING"\nfor p in "${ps[@]}"; do k="${p%%=*}"; v="${p#*=}"; [[ $k == to ]] && f[$k]="$v"; done\nprintf \'To: %s\\nSubject: x\\n\\nhi\\n\' "${f[to]}" | /usr/sbin/sendmail -t\n', "recipient"),
    "shell: cut": ("shell", '#!/bin/sh\nfor p in $(echo "$QUERY_STRING" | tr \'&\' \' \'); do k=$(echo "$p" | cut -d= -f1); v=$(echo "$p" | cut -d= -f2); if [ "$k" = to ]; then to=$v; fi; done\nprintf \'To: %s\\nSubject: x\\n\\nhi\\n\' "$to" | /usr/sbin/sendmail -t\n', "recipient"),
}  # fmt: skip


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_check_of_the_name_is_none_of_the_value(name: str) -> None:
    """What the field of a checked name holds is still the stranger's."""
    language, source, abilities = SCRIPTS[name]
    reading = read(source.encode(), Language(language))
    assert {one.value for one in reading.abilities} == set(abilities.split())
