#!/usr/bin/perl
%staff = (
    'sales'   => 'sales@example.com',
    'support' => 'support@example.com',
);
for $pair (split(/[&;]/, $ENV{'QUERY_STRING'})) {
    ($name, $value) = split(/=/, $pair);
    $value =~ tr/+/ /;
    $value =~ s/%([\dA-Fa-f]{2})/pack("C", hex($1))/eg;
    $in{$name} = $value;
}
$to = $staff{$in{'dept'}} || $staff{'support'};
if (!exists $staff{$in{'dept'}}) { $note = "(unknown department)"; }
$in{'from'} = 'nobody@example.com' if $in{'from'} =~ /[^\w\@.+-]/ or $in{'from'} eq '';
open(M, "|/usr/lib/sendmail -oi -t");
print M "From: $in{'from'}\nTo: $to\nSubject: Question $note\n\n$in{'q'}\n";
close M;
print "Content-type: text/plain\n\nsent\n";
