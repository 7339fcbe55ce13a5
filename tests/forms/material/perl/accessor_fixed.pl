#!/usr/bin/perl
use strict;
use warnings;

package Message;
sub new { my ($class, %given) = @_; return bless { %given, lines => [] }, $class; }
sub add { my ($self, @lines) = @_; push @{ $self->{lines} }, @lines; return $self; }
sub deliver {
    my $self = shift;
    open my $pipe, '|/usr/sbin/sendmail -t' or die;
    print $pipe "To: $self->{to}\nFrom: $self->{from}\nSubject: $self->{subject}\n\n";
    print $pipe "$_\n" foreach @{ $self->{lines} };
    close $pipe;
}

package main;
use CGI;
my $cgi = CGI->new;
my $m = Message->new(to => 'desk@example.com', from => 'web@example.com', subject => 'Message from the web');
$m->add('From: ' . $cgi->param('email'), $cgi->param('text'));
$m->deliver;
print $cgi->header('text/plain'), "ok\n";
