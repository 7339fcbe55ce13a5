#!/usr/bin/perl
use strict;
use CGI;
use MIME::Lite;

my $q = new CGI;
print $q->header(-charset => 'utf-8');

my ($name, $mail, $seminar, $note) = map { my $v = $q->param($_); defined $v ? $v : '' } qw/name mail seminar note/;
unless ($mail =~ /\A[\w.+-]+\@[\w-]+(?:\.[\w-]+)+\z/) {
    print '<p>Mail address?</p>';
    exit;
}
my %seminars = (perl => 'Perl for gardeners', git => 'Git in a day');
my $title = $seminars{$seminar} or do { print '<p>Which seminar?</p>'; exit };

my $text = "Registration for: $title\nName: $name\nNote: $note\n";
foreach my $to ('seminar@example.com', $mail) {
    my $msg = MIME::Lite->new(
        From    => 'seminar@example.com',
        To      => $to,
        Subject => "Registration: $title",
        Data    => $text,
    );
    $msg->send('sendmail', '/usr/sbin/sendmail -t -oi');
}
print '<p>You are registered. We sent you a copy.</p>';
