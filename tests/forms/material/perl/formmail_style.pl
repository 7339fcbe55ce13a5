#!/usr/bin/perl
# A form-to-mail gateway in the manner of the nineties.
$mailprog = '/usr/lib/sendmail';

&parse_form;
&send_mail;
&return_html;

sub parse_form {
    read(STDIN, $buffer, $ENV{'CONTENT_LENGTH'});
    @pairs = split(/&/, $buffer);
    foreach $pair (@pairs) {
        ($name, $value) = split(/=/, $pair);
        $value =~ tr/+/ /;
        $value =~ s/%([a-fA-F0-9][a-fA-F0-9])/pack("C", hex($1))/eg;
        $FORM{$name} = $value;
    }
}

sub send_mail {
    open(MAIL, "|$mailprog -t") || die "no mail program";
    print MAIL "To: $FORM{'recipient'}\n";
    print MAIL "From: webmaster\@example.jp\n";
    print MAIL "Subject: WWW form\n\n";
    foreach $key (sort keys %FORM) {
        print MAIL "$key: $FORM{$key}\n";
    }
    close(MAIL);
}

sub return_html {
    print "Content-type: text/html\n\n<html><body>Thank you.</body></html>\n";
}
