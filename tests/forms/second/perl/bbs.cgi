#!/usr/bin/perl
# ひとこと掲示板 v1.3
$logfile = './bbs.log';
$mailing = 1;
$mailto = 'kanri@tanuki-circle.example';
$sendmail = '/usr/sbin/sendmail';

&form_decode;
if ($FORM{'mode'} eq 'write') { &write_log; &mail_to if $mailing; }
&show;
exit;

sub form_decode {
    my $buffer;
    read(STDIN, $buffer, $ENV{'CONTENT_LENGTH'});
    foreach (split(/&/, $buffer)) {
        my ($key, $val) = split(/=/, $_, 2);
        $val =~ tr/+/ /;
        $val =~ s/%([a-fA-F0-9][a-fA-F0-9])/pack("C", hex($1))/eg;
        $val =~ s/</&lt;/g;
        $val =~ s/>/&gt;/g;
        $val =~ s/\r\n/<br>/g;
        $val =~ s/\r/<br>/g;
        $val =~ s/\n/<br>/g;
        $FORM{$key} = $val;
    }
}

sub write_log {
    open(LOG, ">>$logfile");
    print LOG join("\t", time, $FORM{'name'}, $FORM{'email'}, $FORM{'title'}, $FORM{'comment'}), "\n";
    close(LOG);
}

sub mail_to {
    $FORM{'comment'} =~ s/<br>/\n/g;
    open(MAIL, "| $sendmail -t");
    print MAIL "To: $mailto\n";
    print MAIL "From: $FORM{'email'}\n" if $FORM{'email'};
    print MAIL "Subject: BBS: $FORM{'title'}\n\n";
    print MAIL "$FORM{'name'}\n$FORM{'comment'}\n";
    close(MAIL);
}

sub show {
    print "Content-type: text/html\n\n<html><body>";
    open(LOG, $logfile);
    while (<LOG>) { my @c = split(/\t/); print "<hr>$c[3] / $c[1]<br>$c[4]"; }
    close(LOG);
    print "</body></html>";
}
