#!/usr/bin/perl
use strict;
package Tmpl;
sub new { my ($c, $text) = @_; bless { text => $text, vars => {} }, $c }
sub set { my ($s, %v) = @_; $s->{vars}{$_} = $v{$_} for keys %v; return $s }
sub out { my $s = shift; my $t = $s->{text}; $t =~ s/\[(\w+)\]/$s->{vars}{$1}/g; return $t }
package main;
use CGI qw(param header);
my $t = Tmpl->new("To: [to]\nFrom: club\@example.com\nSubject: Welcome\n\nHello [name],\nyou are a member now.\n");
$t->set(to => param('email'), name => param('name'));
open my $m, '|/usr/sbin/sendmail -t';
print $m $t->out;
close $m;
print header, 'Welcome!';
