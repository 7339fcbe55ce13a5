#!/usr/bin/perl
use strict;
use warnings;
use CGI;
my $q = CGI->new;
my ($email, $name, $text) = ($q->param('email'), $q->param('name'), $q->param('text'));
if ($email !~ /^[\w.+-]+@[\w-]+(?:\.[\w-]+)+\z/) {
    print $q->header, 'Invalid address';
    exit;
}
send_mail('office@example.jp', "From $name\n\n$text");
send_mail($email, "Dear $name,\nwe have received:\n\n$text");
print $q->header, 'ok';

sub send_mail {
    my ($to, $body) = @_;
    open my $pipe, '|-', '/usr/sbin/sendmail -oi -t' or die;
    print $pipe "To: $to\nFrom: form\@example.jp\nSubject: Form\n\n$body\n";
    close $pipe;
}
