#!/usr/bin/perl
# mailform.pl -- one script for all our customers' pages.
# Hidden fields: recipient, subject, redirect, required
# A recipient must belong to one of our domains.

@okdomains = ('example.com', 'example.jp');

&parse_form;
&check_recipient;
&check_required;
&send_mail;
&answer;

sub parse_form {
    my $buffer = '';
    read(STDIN, $buffer, $ENV{'CONTENT_LENGTH'}) if $ENV{'REQUEST_METHOD'} eq 'POST';
    for (split(/[&;]/, $buffer)) {
        my ($name, $value) = split(/=/, $_, 2);
        for ($name, $value) {
            tr/+/ /;
            s/%([\dA-Fa-f]{2})/chr(hex($1))/ge;
            s/\r\n?|\n/ /g unless $name eq 'comments';
        }
        $CONFIG{$name} = $value, next if $name =~ /^(recipient|subject|redirect|required)$/;
        $FORM{$name} .= defined $FORM{$name} ? ", $value" : $value;
        push @order, $name unless $seen{$name}++;
    }
}

sub check_recipient {
    foreach my $d (@okdomains) {
        return if $CONFIG{'recipient'} =~ /\@$d/i;
    }
    die_html('This recipient may not be used.');
}

sub check_required {
    for (split(/\s*,\s*/, $CONFIG{'required'} || '')) {
        die_html("Please fill in: $_") unless length($FORM{$_});
    }
}

sub send_mail {
    open(MAIL, '|-', '/usr/lib/sendmail -t -oi') or die_html('No mail.');
    print MAIL "To: $CONFIG{'recipient'}\n";
    print MAIL "From: www\@example.com\n";
    print MAIL "Subject: ", $CONFIG{'subject'} || 'WWW form', "\n\n";
    print MAIL "$_: $FORM{$_}\n\n" for @order;
    close(MAIL);
}

sub answer {
    if ($CONFIG{'redirect'} =~ m{^/}) { print "Location: $CONFIG{'redirect'}\n\n"; return; }
    print "Content-type: text/html\n\n<html><body>Thank you.</body></html>\n";
}

sub die_html { print "Content-type: text/html\n\n<html><body>$_[0]</body></html>\n"; exit; }
