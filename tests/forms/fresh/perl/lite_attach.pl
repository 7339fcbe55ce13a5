#!/usr/bin/perl
use strict;
use warnings;
use CGI;
use MIME::Lite;
use File::Basename;

$CGI::POST_MAX = 1024 * 5000;
my $q = CGI->new;
my $name = $q->param('name') || '';
my $email = $q->param('email') || '';
my $file = $q->param('cv');

unless ($email =~ /^[\w.-]+\@[\w.-]+\.\w+\z/) {
    print $q->header, 'Invalid e-mail address';
    exit;
}
my $msg = MIME::Lite->new(
    From    => 'jobs@example.com',
    To      => 'hr@example.com',
    'Reply-To' => $email,
    Subject => 'Application',
    Type    => 'multipart/mixed',
);
$msg->attach(Type => 'TEXT', Data => "Application of $name\n\n" . ($q->param('letter') || ''));
if ($file) {
    my ($base) = basename($file) =~ /([\w.-]+)$/;
    my $fh = $q->upload('cv');
    my $data = do { local $/; <$fh> };
    $msg->attach(Type => 'application/octet-stream', Filename => $base, Data => $data, Disposition => 'attachment');
}
$msg->send('sendmail', '/usr/sbin/sendmail -t -oi -oem');
print $q->redirect('/jobs/thanks.html');
