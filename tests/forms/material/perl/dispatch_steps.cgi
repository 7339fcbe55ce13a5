#!/usr/bin/perl
use strict;
use warnings;
use CGI;

my $q = CGI->new;
my %steps = (
    form    => \&show_form,
    send    => \&send_order,
    default => sub { print $q->header, 'Nothing to do.' },
);
my $step = $q->param('step') || 'form';
my $code = $steps{$step} || $steps{default};
$code->();

sub show_form { print $q->header, '<form method="post"><input name="email"></form>'; }

sub send_order {
    my %order = map { $_ => scalar $q->param($_) } qw(email item amount);
    open my $mail, '|-', '/usr/sbin/sendmail', '-t', '-oi' or die $!;
    print {$mail} "To: orders\@example.com\n";
    print {$mail} "Reply-To: $order{email}\n";
    print {$mail} "Subject: Order\n\n$order{amount} x $order{item}\n";
    close $mail;
    print $q->header, 'Thank you.';
}
