#!/usr/bin/perl
&parse(*FORM);
&check(*FORM, 'name', 'email', 'body');
&send(*FORM);
print "Content-type: text/html\n\n<h1>Thanks, it was sent.</h1>\n";

sub parse {
    local(*h) = @_;
    local($buf, $k, $v);
    read(STDIN, $buf, $ENV{'CONTENT_LENGTH'});
    foreach (split(/&/, $buf)) {
        s/\+/ /g;
        ($k, $v) = split(/=/, $_, 2);
        $v =~ s/%(..)/pack("c", hex($1))/ge;
        $h{$k} .= "\0" if defined($h{$k});
        $h{$k} .= $v;
    }
}
sub check {
    local(*h, @must) = @_;
    foreach $m (@must) { die "missing $m\n" if $h{$m} eq ''; }
}
sub send {
    local(*h) = @_;
    open(P, "|/usr/lib/sendmail -t") || die;
    print P "To: webmaster\@example.com\nFrom: $h{'email'}\nX-Name: $h{'name'}\nSubject: form\n\n$h{'body'}\n";
    close(P);
}
