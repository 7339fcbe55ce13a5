#!/usr/bin/perl
use strict;
use warnings;
use CGI;

# forgotten password: only to the address in the members' file
my $members = './members.txt';
my $q = CGI->new;
my $login = $q->param('login');
$login = '' unless defined $login;

my $found;
if (open my $fh, '<', $members) {
    while (my $line = <$fh>) {
        chomp $line;
        my ($id, $address, $hint) = split /:/, $line;
        if ($id eq $login) { $found = [$address, $hint]; last }
    }
    close $fh;
}
if ($found) {
    open my $mail, '|-', '/usr/sbin/sendmail', '-t' or die;
    print $mail "To: $found->[0]\nFrom: members\@example.com\nSubject: Your hint\n\n";
    print $mail "Your password hint is: $found->[1]\nAsked from $ENV{REMOTE_ADDR}\n";
    close $mail;
}
# the same page in both cases
print $q->header, '<p>If you are a member, you have mail.</p>';
