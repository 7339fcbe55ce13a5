#!/usr/bin/perl
# sends the catalogue (a text file) to whoever asks for it
$cat = "/tmp/catalog.txt";
&parse_form;

$to = $FORM{'email'};
if ($to eq '') {
    &page("Please give us your e-mail address.");
    exit;
}
unless (-e $cat) {
    open(C, ">$cat"); print C "Our catalogue\n=============\n1 chair\n2 table\n"; close(C);
}
open(MAIL, "|/usr/sbin/sendmail $to") || die "no sendmail";
print MAIL "From: catalog\@example.com\n";
print MAIL "Subject: Our catalogue\n\n";
open(C, $cat);
print MAIL while <C>;
close(C);
close(MAIL);
&page("The catalogue is on its way to you.");

sub page {
    print "Content-type: text/html\n\n<html><body>$_[0]</body></html>\n";
}
sub parse_form {
    read(STDIN, $b, $ENV{'CONTENT_LENGTH'});
    for (split(/&/, $b)) {
        ($n, $v) = split(/=/, $_, 2);
        for ($n, $v) { tr/+/ /; s/%(..)/chr(hex($1))/ge; }
        $FORM{$n} = $v;
    }
}
