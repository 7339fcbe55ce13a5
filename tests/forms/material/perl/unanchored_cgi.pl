#!/usr/bin/perl
use CGI qw/:standard/;
$email = param('email');
if ($email =~ /.+\@.+\..+/) {
    open(MAIL, "|/usr/sbin/sendmail -t");
    print MAIL "To: office\@example.jp\n";
    print MAIL "From: $email\n";
    print MAIL "Subject: guest\n\n";
    print MAIL param('text');
    close(MAIL);
    print header, "sent";
} else {
    print header, "no address";
}
