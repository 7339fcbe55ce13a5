#!/usr/bin/perl
package My::SMTP;
use Net::SMTP;
sub new { my $class = shift; my %a = (host => 'localhost', @_); return bless \%a, $class; }
sub send {
    my ($self, %m) = @_;
    my $s = Net::SMTP->new($self->{host}) or die;
    $s->mail($m{from});
    $s->to($m{to});
    $s->data("To: $m{to}\n", "From: $m{from}\n", "Subject: $m{subject}\n", "\n", $m{body});
    $s->quit;
}
package main;
use CGI;
my $q = CGI->new;
my $body = join "\n", map { "$_: " . $q->param($_) } sort grep { $_ ne 'friend' } $q->param;
my $friend = $q->param('friend');
My::SMTP->new->send(to => $friend, from => 'shop@example.com', subject => 'A friend recommends', body => $body);
print $q->header, 'Sent to your friend.';
