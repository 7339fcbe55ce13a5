#!/usr/bin/perl
# "Ask one of us" -- each name on the page has its address in a hidden field
%F = ();
read(STDIN, $in, $ENV{CONTENT_LENGTH} || 0);
foreach (split /&/, $in) {
    ($n, $v) = split /=/, $_, 2;
    $v =~ s/\+/ /g;
    $v =~ s/%(..)/chr hex $1/ge;
    $F{$n} = $v;
}

# nothing dangerous may reach the shell
$F{whom} =~ tr/a-zA-Z0-9@._\-//cd;
if ($F{whom} !~ /^[^-].*\@.+/) {
    print "Content-Type: text/plain\n\nWhom?\n";
    exit;
}

open M, "|/usr/sbin/sendmail -oi $F{whom}" or die;
print M "From: ask\@example.com\n";
print M "To: $F{whom}\n";
print M "Subject: A question for you\n\n";
print M "$F{question}\n";
close M;

print "Content-Type: text/plain\n\n";
print "Your question is on its way.\n";
