#!/usr/bin/perl -T
use strict;
use CGI qw(:standard);

my %f = map { ($_, param($_) || '') } qw(name email subject text);
one_line(\%f, qw(name email subject));
die 'bad address' if length $f{email} && $f{email} !~ /\A[\w.+-]+\@[\w.-]+\z/;
my @head = (
    'To: team@example.com',
    "From: web <web\@example.com>",
    "Reply-To: $f{name} <$f{email}>",
    "Subject: [web] $f{subject}",
);
open(my $out, '|-', '/usr/sbin/sendmail -t -i') or die "sendmail: $!";
print $out map({ "$_\n" } @head, '', $f{text});
close($out) or die;
print header(), start_html('Thanks'), p('Your message was sent.'), end_html();

sub one_line {
    my ($hash, @keys) = @_;
    foreach my $key (@keys) {
        $hash->{$key} =~ s/[\x00-\x1f]+/ /g;
    }
    return;
}
