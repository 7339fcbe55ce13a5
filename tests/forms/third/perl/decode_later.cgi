#!/usr/bin/perl
# quick contact; control characters are thrown away before anything else
$raw = $ENV{'REQUEST_METHOD'} eq 'POST' ? join('', <STDIN>) : $ENV{'QUERY_STRING'};
$raw =~ s/[\r\n\0]//g;
$raw =~ s/[<>]//g;

%data = map { split(/=/, $_, 2) } split(/&/, $raw);
for $key (keys %data) {
    $data{$key} =~ tr/+/ /;
    $data{$key} =~ s/%([0-9a-fA-F]{2})/chr(hex($1))/eg;
}

print "Content-type: text/html\n\n";
unless ($data{'topic'} and $data{'words'}) {
    print "<p>Topic and words, please.</p>";
    exit;
}

$message = <<MESSAGE;
From: contact\@example.com
To: hello\@example.com
Subject: $data{'topic'}
X-Form: quick contact

$data{'words'}
MESSAGE

open(SENDMAIL, "|/usr/sbin/sendmail -oi hello\@example.com");
print SENDMAIL $message;
close(SENDMAIL);
print "<p>Sent.</p>";
