#!/usr/bin/perl -T
use strict;
use warnings;
use CGI;
use MIME::Lite;
use Digest::MD5 qw(md5_hex);

$ENV{PATH} = '/usr/bin:/bin';
delete @ENV{qw(IFS CDPATH ENV BASH_ENV)};

my $q     = CGI->new;
my $input = lc($q->param('address') || '');

unless ($input =~ /\A([a-z0-9._+-]{1,64}\@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,4})\z/) {
    print $q->header, '<p>This does not look like an address.</p>';
    exit;
}
my $address = $1;

my $secret = 'change me at each installation';
my $code   = md5_hex($address . $secret . int(time / 86400));

my $letter = MIME::Lite->new(
    From    => 'news@example.com',
    To      => $address,
    Subject => 'Please confirm your subscription',
    Type    => 'text/plain',
    Data    => "Somebody, hopefully you, wants our newsletter at this address.\n"
        . "To confirm, open this page today:\n\n"
        . "https://www.example.com/cgi-bin/confirm.pl?code=$code\n\n"
        . "If it was not you, do nothing.\n",
);
$letter->send('sendmail', '/usr/sbin/sendmail -t -oi');

print $q->header, '<p>We have sent you a letter. Please follow the link in it.</p>';
