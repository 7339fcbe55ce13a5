#!/usr/bin/perl
use strict;
use warnings;
use CGI;
my $q = CGI->new;
my @recipients = qw(office@example.jp sales@example.jp);
my $to = $q->param('recipient') || '';
unless (grep { $_ eq $to } @recipients) {
    print $q->header('text/plain', '403 Forbidden'), "No such recipient\n";
    exit;
}
open(my $mail, '|-', '/usr/sbin/sendmail -t -oi') or die "sendmail: $!";
print {$mail} "To: $to\nFrom: webmaster\@example.jp\nSubject: Form\n\n";
print {$mail} $q->param('message'), "\n";
close $mail;
print $q->header, "Sent\n";
