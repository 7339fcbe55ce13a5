#!/usr/bin/perl -w
use strict;
use CGI;

# feedback form for all departments; each page has its own hidden "recipient"
my @domains = ('example.com', 'intranet.example.com');
my $q = CGI->new;

my $recipient = $q->param('recipient') || 'info@example.com';
my $ok = 0;
foreach my $d (@domains) {
    $ok = 1 if $recipient =~ /\@$d/i;
}
unless ($ok) {
    print $q->header, $q->start_html('Error'), $q->p('Recipient not allowed'), $q->end_html;
    exit 0;
}
$recipient =~ s/[\r\n]//g;
my $realname = $q->param('realname') || '';
my $subject = $q->param('subject') || 'Feedback';
s/[\r\n]+/ /g for $realname, $subject;

open(my $mail, '|-', '/usr/sbin/sendmail -t -oi') or die "sendmail: $!";
print $mail <<"END";
To: $recipient
From: "$realname" <webform\@example.com>
Subject: $subject

END
foreach my $p (sort $q->param) {
    next if $p =~ /^(recipient|subject|redirect)$/;
    print $mail "$p: ", join(', ', $q->multi_param($p)), "\n";
}
close $mail;
print $q->header, $q->start_html('Thank you'), $q->h1('Thank you'), $q->end_html;
