#!/usr/bin/perl
use strict;
use warnings;
use CGI;

=head1 NAME

guestbook - keeps what visitors write

=head1 SYNOPSIS

    open(MAIL, "|/usr/sbin/sendmail $in{to}");
    print MAIL "To: $in{to}\n\n";

=cut

my $q = CGI->new;
# open(MAIL, "|/usr/lib/sendmail -t"); print MAIL "To: ", $q->param('to');
open(my $book, '>>', '/tmp/guestbook.txt') or die;
print $book $q->param('entry'), "\n";
close $book;
print $q->header, 'Thank you for your entry.';

__END__
open(MAIL, "|/usr/sbin/sendmail -t");
print MAIL "To: " . $q->param('to') . "\n\nHello";
close MAIL;
