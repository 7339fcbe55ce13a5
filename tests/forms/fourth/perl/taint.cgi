#!/usr/bin/perl -T
use strict;
use warnings;
use CGI;
$ENV{PATH} = '/usr/sbin:/usr/bin';
delete @ENV{qw(IFS CDPATH ENV BASH_ENV)};

my $q = CGI->new;
my ($email) = ($q->param('email') || '') =~ /\A([\w.+-]+\@[\w-]+(?:\.[\w-]+)+)\z/;
my ($name)  = ($q->param('name')  || '') =~ /\A([^\x00-\x1f"<>]{1,60})\z/;

unless (defined $email and defined $name) {
    print $q->header(-status => 400, -type => 'text/plain'), 'name or address not valid';
    exit;
}
my $text = $q->param('text') || '';

open(my $sm, '|-', 'sendmail', '-oi', '-f', $email, '--', 'helpdesk@example.com') or die $!;
print $sm qq(From: "$name" <$email>\n);
print $sm "To: helpdesk\@example.com\nSubject: Help\n\n$text\n";
close $sm or warn $!;
print $q->header, '<p>Thank you.</p>';
