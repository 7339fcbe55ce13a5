#!/usr/bin/perl
# generic form mailer; only pages of our own hosts may use it
@referers = ('www.example.jp', 'example.jp');
&check_url;
&parse;

unless ($Config{'recipient'} && $Config{'recipient'} =~ /^[\w.+-]+\@[\w.-]+$/) {
    &fail("no recipient");
}
$Config{'subject'} = 'WWW Form Submission' unless $Config{'subject'};
foreach $k ('subject', 'email', 'realname') {
    $Config{$k} =~ s/[\r\n]+/ /g;
}

open(MAIL, "|/usr/sbin/sendmail -t");
print MAIL "To: $Config{'recipient'}\n";
print MAIL "From: $Config{'email'} ($Config{'realname'})\n";
print MAIL "Subject: $Config{'subject'}\n\n";
foreach $field (@Order) {
    print MAIL "$field: $Form{$field}\n";
}
close(MAIL);
print "Content-type: text/html\n\n<h1>Thank You</h1>\n";

sub check_url {
    my $ok = 0;
    if ($ENV{'HTTP_REFERER'}) {
        foreach $r (@referers) {
            $ok = 1 if $ENV{'HTTP_REFERER'} =~ m|^https?://$r/|i;
        }
    }
    &fail("bad referer") unless $ok;
}
sub parse {
    read(STDIN, my $buf, $ENV{'CONTENT_LENGTH'});
    foreach (split(/&/, $buf)) {
        my ($n, $v) = split(/=/);
        $v =~ tr/+/ /;
        $v =~ s/%([a-fA-F0-9]{2})/pack("C", hex($1))/eg;
        if ($n =~ /^(recipient|subject|email|realname)$/) { $Config{$n} = $v }
        else { $Form{$n} = $v; push(@Order, $n) }
    }
}
sub fail { print "Content-type: text/html\n\n<h1>Error: $_[0]</h1>"; exit; }
