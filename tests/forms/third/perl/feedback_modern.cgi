#!/usr/bin/env perl
use v5.20;
use warnings;
use feature 'signatures';
no warnings 'experimental::signatures';
use CGI ();

my $q = CGI->new;

sub field ($name, $max) {
    my $value = $q->param($name) // '';
    $value =~ s/\A\s+|\s+\z//g;
    return substr($value, 0, $max);
}

my %f = (
    stars   => field('stars', 1),
    from    => field('from', 100),
    product => field('product', 60),
    review  => field('review', 5000),
);

if ($f{stars} !~ /\A[1-5]\z/ or $f{review} eq '') {
    print $q->header(-status => '400 Bad Request', -type => 'text/plain'), "stars and review, please\n";
    exit;
}

open my $sendmail, '|-', '/usr/sbin/sendmail', '-oi', 'reviews@example.com' or die $!;
printf {$sendmail} "To: %s\nFrom: %s\nSubject: %s stars for %s\n\n%s\n",
    'reviews@example.com', $f{from} || 'anonymous@example.com', $f{stars}, $f{product}, $f{review};
close $sendmail;

print $q->header('text/plain'), "Thank you for the review.\n";
