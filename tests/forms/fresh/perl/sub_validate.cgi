#!/usr/bin/perl
use strict;
use CGI;
our $q = CGI->new;
our %conf = (to => 'bestellung@example.de', sendmail => '/usr/sbin/sendmail', from => 'shop@example.de');

sub email_ok {
    my $mail = shift;
    return 0 if length $mail > 80;
    return 0 if $mail =~ /[\s<>,;"'()]/;
    return 0 unless $mail =~ /^[^@]+@[^@]+\.[a-z]{2,}/i;
    return 1;
}
sub one_line {
    my $s = shift;
    return '' unless defined $s;
    $s =~ s/\s+/ /g;
    return $s;
}
sub fail { print $q->header, "<b>@_</b>"; exit }

my $email = $q->param('email');
fail('Bitte geben Sie Ihre Adresse an') unless email_ok($email);
my $name = one_line($q->param('name'));
my @lines = map { "$_: " . one_line($q->param($_)) } grep { !/^submit$/ } $q->param;

my $pid = open(my $pipe, '|-');
defined $pid or fail('fork');
if ($pid == 0) {
    exec $conf{sendmail}, '-t', '-f', $conf{from};
    exit 1;
}
print $pipe "To: $conf{to}\nFrom: $conf{from}\nReply-To: $email\nSubject: Bestellung von $name\n\n";
print $pipe join("\n", @lines), "\n";
close $pipe;
print $q->redirect('/shop/danke.html');
