#!/usr/bin/perl
use strict;
use CGI;

sub mailer {
    my ($from) = @_;
    return sub {
        my ($subject, $body) = @_;
        open(my $p, '|-', '/usr/sbin/sendmail -t') or return 0;
        print $p "To: info\@example.com\nFrom: $from\nSubject: $subject\n\n$body";
        return close $p;
    };
}

my $q = CGI->new;
my $send = mailer(scalar $q->param('email'));
$send->('Question', scalar $q->param('question')) or die;
print $q->header, 'Sent.';
