#!/usr/local/bin/perl
# The mail is made from a template file: %%field%% is replaced
use strict;
my %F;
my $len = $ENV{CONTENT_LENGTH} || 0;
read STDIN, my $raw, $len if $len < 100_000;
for (split /&/, $raw) {
    my ($k, $v) = split /=/, $_, 2;
    for ($k, $v) { tr/+/ /; s/%([0-9a-fA-F]{2})/chr hex $1/ge; s/\r\n?/\n/g; }
    $F{$k} = exists $F{$k} ? "$F{$k}, $v" : $v;
}
die_page('Name is missing') unless $F{name};
die_page('E-mail is missing') unless $F{email} && index($F{email}, '@') > 0;

my $mail = '';
open my $t, '<', 'mail.tpl' or die_page('template');
while (my $line = <$t>) {
    $line =~ s/%%(\w+)%%/defined $F{$1} ? $F{$1} : ''/ge;
    $mail .= $line;
}
close $t;
open my $s, '|/usr/sbin/sendmail -t' or die_page('sendmail');
print $s $mail;
close $s;
print "Location: /danke.html\r\n\r\n";

sub die_page {
    print "Content-Type: text/plain\r\n\r\n@_";
    exit;
}
