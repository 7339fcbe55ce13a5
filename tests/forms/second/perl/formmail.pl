#!/usr/bin/perl
# FormMail derivative, 1998
$mailprog = '/usr/lib/sendmail';
@referers = ('www.hardware-hank.example', '10.0.0.5');

&check_url;
&parse_form;
&send_mail;
print "Content-type: text/html\n\n<html><body>Thank You</body></html>\n";

sub check_url {
    local($check) = 0;
    if ($ENV{'HTTP_REFERER'}) {
        foreach $referer (@referers) {
            if ($ENV{'HTTP_REFERER'} =~ m|https?://([^/]*)$referer|i) { $check = 1; last; }
        }
    } else { $check = 1; }
    if ($check != 1) { print "Content-type: text/plain\n\nBad referer\n"; exit; }
}

sub parse_form {
    read(STDIN, $buffer, $ENV{'CONTENT_LENGTH'});
    @pairs = split(/&/, $buffer);
    foreach $pair (@pairs) {
        ($name, $value) = split(/=/, $pair);
        $value =~ tr/+/ /;
        $value =~ s/%([a-fA-F0-9][a-fA-F0-9])/pack("C", hex($1))/eg;
        $value =~ s/<!--(.|\n)*-->//g;
        if ($name eq 'recipient' || $name eq 'subject' || $name eq 'email' || $name eq 'realname') {
            $Config{$name} = $value;
        } else {
            $Form{$name} = $value;
        }
    }
}

sub send_mail {
    open(MAIL, "|$mailprog -t");
    print MAIL "To: $Config{'recipient'}\n";
    print MAIL "From: $Config{'email'} ($Config{'realname'})\n";
    print MAIL "Subject: $Config{'subject'}\n\n";
    foreach $key (sort keys %Form) {
        print MAIL "$key: $Form{$key}\n\n";
    }
    close(MAIL);
}
