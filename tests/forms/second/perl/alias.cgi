#!/usr/local/bin/perl
use CGI;
%alias = (
    'ken'   => 'ken@scout-troop7.example',
    'julie' => 'julie@scout-troop7.example',
);
$default = 'leader@scout-troop7.example';
$q = new CGI;
$to = $alias{$q->param('recipient')} || $default;
$reply = $q->param('email');
$reply =~ s/[\r\n]//g;
$subject = $q->param('subject');
$subject =~ s/[^\w .,!?-]/ /g;
$subject =~ s/\s+/ /g;

open(MAIL, "|/usr/lib/sendmail -t -n -oi") or die "Can't open sendmail";
print MAIL "To: $to\n";
print MAIL "From: www\@scout-troop7.example\n";
print MAIL "Reply-To: $reply\n";
print MAIL "Subject: $subject\n\n";
for $p ($q->param) {
    next if $p eq 'recipient';
    print MAIL "$p: ", $q->param($p), "\n";
}
close(MAIL);
print $q->redirect('http://www.scout-troop7.example/thanks.html');
