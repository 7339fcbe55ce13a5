#!/usr/bin/perl
use strict;
use warnings;

package Message;
sub new {
    my $class = shift;
    my $self = bless { to => 'desk@example.com', from => 'web@example.com', @_ }, $class;
    $self->_init;
    return $self;
}
sub _init { my $self = shift; $self->{lines} ||= []; }
sub subject { my $self = shift; $self->{subject} = shift if @_; $self->{subject} }
sub add { my ($self, @lines) = @_; push @{ $self->{lines} }, @lines; $self }
sub as_string {
    my $self = shift;
    return join "\n", "To: $self->{to}", "From: $self->{from}", 'Subject: ' . $self->subject, '', @{ $self->{lines} }, '';
}

package Message::Sendmail;
our @ISA = ('Message');
sub deliver {
    my $self = shift;
    open my $pipe, '|/usr/sbin/sendmail -t' or die;
    print $pipe $self->as_string;
    close $pipe;
}

package main;
use CGI;
my $cgi = new CGI;
my $m = Message::Sendmail->new;
$m->subject($cgi->param('subject'));
$m->add($cgi->param('text'))->add('-- ', 'sent by the web form');
$m->deliver;
print $cgi->header('text/plain'), "ok\n";
