#!/usr/bin/perl -w
use strict;
use CGI qw(:standard);

my %recipients = (
    sales   => 'sales@example.com',
    service => 'service@example.com',
    jobs    => 'jobs@example.com',
);

my $who = param('recipient');
$who = '' unless defined $who;
unless (exists $recipients{$who}) {
    print header(-status => '403 Forbidden'), 'No such department';
    exit;
}

my $name    = param('realname') || 'unknown';
my $comment = param('comment') || '';
$name =~ tr/\x00-\x1f//d;

open(MAIL, '|/usr/sbin/sendmail -t -oi') or die;
print MAIL "To: $recipients{$who}\n";
print MAIL "From: \"$name\" <nobody\@example.com>\n";
print MAIL "Subject: Feedback for $who\n";
print MAIL "\n";
print MAIL $comment, "\n";
close MAIL;

print header, start_html('Thanks'), p("Thank you, ", escapeHTML($name)), end_html;
