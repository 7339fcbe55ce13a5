#!/usr/bin/perl
use CGI;
$q = new CGI;
$name = $q->param('name');
$phone = $q->param('phone');
system("echo 'Call $name at $phone' | mail -s callback office\@example.jp");
print $q->header, "We shall call.";
