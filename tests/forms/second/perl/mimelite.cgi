#!/usr/bin/perl
use strict;
use warnings;
use CGI;
use MIME::Lite;

my $q = CGI->new;
my %v = map { $_ => scalar $q->param($_) // '' } qw(name email subject message);
for my $f (qw(name email subject)) {
    $v{$f} =~ tr/\r\n//d;
}
unless ($v{name} && $v{email} =~ /^\S+\@\S+$/) {
    print $q->redirect('/contact.html?err=1');
    exit;
}
my $msg = MIME::Lite->new(
    From    => 'www@bridge-club.example',
    To      => 'secretary@bridge-club.example',
    'Reply-To' => $v{email},
    Subject => "[web] $v{subject}",
    Type    => 'TEXT',
    Data    => "$v{name} wrote:\n\n$v{message}\n",
);
$msg->send('sendmail', '/usr/sbin/sendmail -t -oi -oem');
print $q->redirect('/thanks.html');
