#!/usr/bin/perl
package Form::Mailer;
use strict;
use warnings;

sub new {
    my ($class, %args) = @_;
    my $self = { sendmail => '/usr/sbin/sendmail -t -i', header => [], %args };
    return bless $self, $class;
}
sub header {
    my ($self, $name, $value) = @_;
    push @{ $self->{header} }, [ $name, $value ];
    return $self;
}
sub body { my ($self, $text) = @_; $self->{body} = $text; return $self; }
sub send {
    my $self = shift;
    open my $fh, '|-', $self->{sendmail} or die "cannot send: $!";
    print $fh "$_->[0]: $_->[1]\n" for @{ $self->{header} };
    print $fh "\n", $self->{body};
    return close $fh;
}

package main;
use strict;
use warnings;
use CGI;

my $q = CGI->new;
print $q->header('text/html; charset=utf-8');
my $email = $q->param('email') // '';
my $ok = $email =~ /@/ && length($q->param('message') // '');
if ($ok) {
    Form::Mailer->new
        ->header(To => 'info@example.se')
        ->header(From => $email)
        ->header(Subject => 'Kontakt')
        ->body($q->param('message'))
        ->send;
    print '<p>Tack!</p>';
}
else {
    print '<p>Fyll i alla fält.</p>';
}
