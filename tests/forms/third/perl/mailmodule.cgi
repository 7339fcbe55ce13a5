#!/usr/bin/perl
# uses Mail::Sendmail (SMTP to the local host)
use CGI qw/:cgi/;
use Mail::Sendmail;

$Mail::Sendmail::mailcfg{smtp} = ['localhost'];
$Mail::Sendmail::mailcfg{retries} = 0;

my %mail = (
    To      => 'press@example.com',
    From    => param('from'),
    Subject => 'Press enquiry',
);
$mail{'X-Medium'} = param('medium') if param('medium');
$mail{Message} = param('enquiry');

print header('text/plain');
if (!$mail{Message}) {
    print "Please write something.\n";
} elsif (sendmail(%mail)) {
    print "We will answer today.\n";
} else {
    print "Error: $Mail::Sendmail::error\n";
}
