package Moushikomi;
# イベント申込の共通部品
use strict;
use warnings;

sub new {
    my ($class, %opt) = @_;
    return bless { fields => {}, %opt }, $class;
}

sub read {
    my ($self) = @_;
    my $body = '';
    read(STDIN, $body, $ENV{CONTENT_LENGTH} || 0);
    foreach my $pair (split /&/, $body) {
        my ($k, $v) = map { s/\+/ /g; s/%([0-9A-Fa-f]{2})/chr(hex $1)/ger } split(/=/, $pair, 2);
        $self->{fields}{$k} = $v;
    }
    return $self;
}

sub get { $_[0]{fields}{ $_[1] } // '' }

sub one_line {
    my ($self, $key) = @_;
    my $v = $self->get($key);
    die "bad $key\n" if $v =~ /[\x00-\x1f]/;
    return $v;
}

sub post {
    my ($self, %head) = @_;
    my $text = delete $head{text};
    open my $out, '|-', '/usr/sbin/sendmail', '-i', $self->{to} or die "sendmail\n";
    print $out "To: $self->{to}\n", map("$_: $head{$_}\n", sort keys %head), "\n", $text;
    close $out;
}

1;
