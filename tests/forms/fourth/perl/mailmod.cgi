#!/usr/bin/perl
use strict;
use warnings;
use CGI;
use Mail::Mailer;

my $q = CGI->new;
my %p = $q->Vars;
my $type = $p{type} || 'bug';
my %box = (bug => 'bugs@example.com', wish => 'wishes@example.com');
my $to = $box{$type} or die "type";

if (!$p{summary}) {
    print $q->header, 'What is it about?';
    exit;
}
my $mailer = Mail::Mailer->new('sendmail');
$mailer->open({
    From    => 'tracker@example.com',
    To      => $to,
    Cc      => $p{cc},
    Subject => "[$type] report",
});
print $mailer "Summary: $p{summary}\n\n$p{details}\n";
$mailer->close;
print $q->header, 'Reported.';
