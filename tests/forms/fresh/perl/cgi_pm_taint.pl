#!/usr/bin/perl -T
use strict;
use warnings;
use CGI qw(:standard);
use CGI::Carp qw(fatalsToBrowser);

$ENV{PATH} = '/usr/bin:/bin';
delete @ENV{qw(IFS CDPATH ENV BASH_ENV)};

my %staff = (
    hanako => 'hanako@example.com',
    taro   => 'taro@example.com',
);

my $q = CGI->new;
print $q->header(-charset => 'utf-8'), $q->start_html('Contact');

if ($q->param('send')) {
    my $who = $q->param('who') || '';
    my ($email) = ($q->param('email') || '') =~ /\A([\w.+-]+\@[\w-]+(?:\.[\w-]+)+)\z/;
    my $text = $q->param('text');
    if (!exists $staff{$who}) {
        print $q->p('Nobody of this name.');
    }
    elsif (!defined $email) {
        print $q->p('Please check your address.');
    }
    else {
        send_it($staff{$who}, $email, $text);
        print $q->p('Thank you.');
    }
}
print start_form, popup_menu('who', [sort keys %staff]), textfield('email'), textarea('text'), submit('send'), end_form, end_html;

sub send_it {
    my ($to, $reply, $text) = @_;
    open my $mail, '|-', '/usr/sbin/sendmail', '-t', '-oi' or die "sendmail: $!";
    print {$mail} <<"MAIL";
To: $to
From: www\@example.com
Reply-To: $reply
Subject: Contact

$text
MAIL
    close $mail or warn "sendmail: $?";
}
