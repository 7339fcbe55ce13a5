#!/usr/bin/perl
use CGI;
my $q = CGI->new;
my $email = $q->param('email');
if ($email !~ /^[\w.+-]+\@[\w.-]+\.\w+$/) {
    &error('That is no address.');
}
open(MAIL, '|/usr/sbin/sendmail -t');
print MAIL "To: office\@example.jp\nFrom: $email\nSubject: form\n\n";
print MAIL $q->param('text');
close(MAIL);
print $q->header, 'Thank you';

sub error {
    print $q->header, "<p>$_[0]</p>";
    exit;
}
