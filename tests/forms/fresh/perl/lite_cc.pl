#!/usr/bin/perl
use CGI;
use MIME::Lite;

my $q = new CGI;
my %p = $q->Vars;
my $body = '';
for my $k (sort keys %p) {
    next if $k eq 'submit';
    (my $v = $p{$k}) =~ s/\0/, /g;
    $body .= "$k: $v\n";
}
my $m = MIME::Lite->new(
    From    => 'web@example.com',
    To      => 'office@example.com',
    Cc      => $p{email},
    Subject => "Reservation $p{date}",
    Data    => $body,
);
$m->send;
print $q->header('text/html'), "<p>Your reservation was sent. You get a copy.</p>";
