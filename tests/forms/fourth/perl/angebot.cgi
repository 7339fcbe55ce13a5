#!/usr/bin/perl
use strict;
use warnings;
use CGI;
use Mail::Sendmail;

# Angebotsanfrage Dachdecker
my $cgi = CGI->new();
my %d = map { $_ => scalar($cgi->param($_)) // '' } qw(name email flaeche text);

if ($d{name} eq '' || $d{email} !~ /.\@./) {
    print $cgi->header('text/plain'), 'Bitte alles ausfuellen';
    exit;
}

my %mail = (
    To      => 'angebot@example.com',
    From    => 'webserver@example.com',
    'Reply-To' => $d{email},
    Subject => 'Anfrage',
    Smtp    => 'localhost',
    Message => "Name: $d{name}\nFlaeche: $d{flaeche} qm\n\n$d{text}\n",
);
sendmail(%mail) or die $Mail::Sendmail::error;
print $cgi->header('text/html'), '<p>Danke!</p>';
