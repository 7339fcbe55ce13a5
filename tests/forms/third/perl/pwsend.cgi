#!/usr/bin/perl
# forgotten password of the allotment club
use strict;
use CGI;

my $q = CGI->new;
my $plot = $q->param('plot');
my %by_plot;

while (my $line = <DATA>) {
    chomp $line;
    my ($number, $address, $name) = split /\|/, $line;
    $by_plot{$number} = { address => $address, name => $name };
}

print $q->header(-type => 'text/html', -charset => 'utf-8');
if (!defined $plot) {
    print '<form method="post">Plot <input name="plot"><input type="submit"></form>';
    exit;
}

if (my $member = $by_plot{$plot}) {
    my $pin = join '', map { int rand 10 } 1 .. 6;
    if (open my $m, '|-', "/usr/sbin/sendmail -oi $member->{address}") {
        print $m "From: allotments\@example.com\nTo: $member->{address}\nSubject: Your new PIN\n\n";
        print $m "Dear $member->{name},\n\nthe new PIN of plot $plot is $pin.\n";
        close $m;
    }
}
print '<p>If this plot is known, its tenant has got a new PIN.</p>';
__DATA__
12|ada@example.com|Ada
13|ben@example.com|Ben
27|cleo@example.com|Cleo
