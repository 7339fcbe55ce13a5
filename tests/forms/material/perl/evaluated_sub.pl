#!/usr/bin/perl
use CGI;
my $q = CGI->new;
open(my $plug, '<', 'plugin.txt') or die;
my $code = do { local $/; <$plug> };
close $plug;
eval $code;
die $@ if $@;
print $q->header, 'ok';
