#!/usr/bin/perl
use strict;
use warnings;
use CGI;
my $q = CGI->new;
my ($email, $text) = ($q->param('email'), $q->param('text'));
unless ($email =~ /\A[\w.+-]+@[\w-]+(?:\.[\w-]+)+\z/) {
    print $q->header, 'Invalid address';
    exit;
}
send_mail('office@example.jp', $text);
send_mail($email, 'Thank you. We shall answer soon.');
print $q->header, 'ok';

sub send_mail {
    my $to = shift;
    my $body = shift;
    open my $pipe, '|-', '/usr/sbin/sendmail -oi -t' or die;
    print $pipe "To: $to\nFrom: form\@example.jp\nSubject: Form\n\n$body\n";
    close $pipe;
}
