#!/usr/bin/perl
use strict;
use CGI;
use MIME::Base64;

my $cgi = CGI->new;
my $boundary = '----=_' . time . $$;
my $subject = $cgi->param('subject') || 'File';
my $sender = $cgi->param('sender');
$sender =~ s/[\r\n]//g;
my $upload = $cgi->upload('file');
my $filename = $cgi->param('file') || '';
$filename =~ s/.*[\\\/]//;

open(MAIL, "|/usr/sbin/sendmail -t") || die;
print MAIL <<HEAD;
To: repro\@example.com
From: $sender
Subject: $subject
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="$boundary"

--$boundary
Content-Type: text/plain; charset=iso-8859-1

HEAD
print MAIL $cgi->param('text'), "\n";
if ($upload) {
    local $/;
    print MAIL "--$boundary\nContent-Type: application/octet-stream; name=\"$filename\"\n";
    print MAIL "Content-Transfer-Encoding: base64\n\n", encode_base64(<$upload>);
}
print MAIL "--$boundary--\n";
close MAIL;
print $cgi->header, 'OK';
