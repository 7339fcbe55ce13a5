#!/usr/bin/env perl
use strict;
use warnings;
use CGI;
use Email::Simple;
use Email::Sender::Simple qw(sendmail);
use Email::Sender::Transport::Sendmail;

my $q = CGI->new;
my %in = map { $_ => scalar $q->param($_) } qw(name email text);
if (grep { !defined $in{$_} || $in{$_} =~ /^\s*$/ } keys %in) {
    print $q->header(-status => 400), 'All fields are required.';
    exit;
}
$in{$_} =~ s/[[:cntrl:]]+/ /g for qw(name email);
my $email = Email::Simple->create(
    header => [
        To         => 'team@example.com',
        From       => 'web@example.com',
        'Reply-To' => qq("$in{name}" <$in{email}>),
        Subject    => 'Contact form',
    ],
    body => $in{text},
);
sendmail($email, { transport => Email::Sender::Transport::Sendmail->new });
print $q->header, 'Thank you.';
