#!/usr/bin/perl -w
use strict;
use CGI qw(:standard);

my $sendmail = "/usr/sbin/sendmail";
my $to = param('to') || '';
my $card = param('card') || 'rose';
my $greeting = param('greeting') || '';

print header, start_html('Virtual postcards');
if ($to !~ /\@/) {
    print p('Please enter the e-mail address of your friend.'), end_html;
    exit 0;
}
my $number = time . $$;
open(CARD, ">/var/www/cards/$number.txt") or die "cannot write: $!";
print CARD "$card\n$greeting\n";
close(CARD);

open(MAIL, "|$sendmail $to") or die "cannot run sendmail: $!";
print MAIL "From: cards\@flowers-by-fay.example\n";
print MAIL "Subject: A postcard is waiting for you\n\n";
print MAIL "Pick it up at http://flowers-by-fay.example/cgi-bin/card.pl?$number\n";
close(MAIL);
print h1('Your card is on its way!'), end_html;
