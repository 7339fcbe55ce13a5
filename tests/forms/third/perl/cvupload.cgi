#!/usr/bin/perl
# Application with a CV
use strict;
use warnings;
use CGI;
use MIME::Lite;

$CGI::POST_MAX = 4 * 1024 * 1024;
my $q = CGI->new;

my $name  = clean($q->param('name'));
my $email = clean($q->param('email'));
my $file  = $q->upload('cv');

sub clean {
    my $v = shift;
    $v = '' unless defined $v;
    $v =~ tr/\x20-\x7e\x80-\xff//cd;
    return $v;
}

if ($name eq '' or $email !~ /\A[^\s@,;<>]+@[^\s@,;<>]+\z/ or !$file) {
    print $q->header(-status => 400), 'Name, address and CV, please.';
    exit;
}

my ($ending) = lc($q->param('cv')) =~ /\.(pdf|odt|docx?)\z/;
if (!$ending) {
    print $q->header(-status => 400), 'Your CV should be a PDF.';
    exit;
}

my $content = do { local $/; <$file> };
my $mail = MIME::Lite->new(
    From       => 'Jobs <jobs@example.com>',
    To         => 'jobs@example.com',
    'Reply-To' => $email,
    Subject    => "Application of $name",
    Type       => 'multipart/mixed',
);
$mail->attach(Type => 'TEXT', Data => "Name: $name\nMail: $email\n\n" . ($q->param('letter') || ''));
$mail->attach(Type => 'application/octet-stream', Filename => "cv.$ending", Data => $content);
$mail->send('sendmail', '/usr/sbin/sendmail -t -oi');

print $q->header, '<p>Your application has arrived.</p>';
