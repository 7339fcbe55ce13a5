#!/usr/bin/perl
use CGI;
$cgi = new CGI;
$name = $cgi->param('name');
$email = $cgi->param('email');
$text = $cgi->param('text');
chomp $email;
$email =~ s/\n//;

if ($name eq '' or $text eq '') {
    print $cgi->header;
    print "<p>Bitte alle Felder ausf&uuml;llen!</p>";
    exit;
}
open(GB, ">>/home/www/gb/eintraege.txt");
flock(GB, 2);
print GB "$name|$email|$text\n";
close(GB);

open(M, "|/usr/sbin/sendmail -oi -t");
print M "From: $email\n";
print M "To: webmaster\@feuerwehr-neustadt.example\n";
print M "Subject: Neuer Eintrag im Gaestebuch\n";
print M "\n";
print M "$name schreibt:\n$text\n";
close M;
print $cgi->redirect('/gaestebuch.html');
