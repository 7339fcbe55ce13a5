#!/usr/bin/perl
use CGI;
my $q = new CGI;
print $q->header('text/html');

my $sub = $q->param('betreff');
my $txt = $q->param('text');
my $von = $q->param('von');

if ($von !~ /^[\w.-]+\@[\w.-]+$/) {
    print "Bitte eine Adresse angeben.";
    exit;
}
$txt =~ s/"/'/g;
$sub =~ s/"/'/g;

system("echo \"$txt\" | mail -s \"$sub\" webmaster\@kegelclub.example");
if ($? == 0) {
    print "<p>Gesendet.</p>";
} else {
    print "<p>Fehler $?</p>";
}
print "<a href='/'>Zur Startseite</a>";
