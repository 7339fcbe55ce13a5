#!/usr/bin/perl
use strict;
use warnings;
use CGI;

# book suggestion for the library
my $q = CGI->new;
my $title  = $q->param('title')  // '';
my $author = $q->param('author') // '';
my $reader = $q->param('reader') // '';
my $email  = $q->param('email')  // '';

if (length $title < 2) {
    print $q->header('text/plain'), "Which book?\n";
    exit;
}
foreach ($title, $author, $reader, $email) {
    tr/\r\n\t/ /s;
    $_ = substr($_, 0, 80);
}
my @cmd = ('/usr/sbin/sendmail', '-oi', '-t');
open my $out, '|-', @cmd or die "cannot start: $!";
print {$out} "To: library\@example.com\n",
    "From: web\@example.com\n",
    "Reply-To: $email\n",
    "Subject: Suggestion: $title\n",
    "\n",
    "Title:  $title\nAuthor: $author\nReader: $reader <$email>\n";
close $out;
print $q->header('text/html'), '<p>Thank you. We will see what we can do.</p>';
