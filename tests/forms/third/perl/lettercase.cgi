#!/usr/bin/perl
# answers to "write to the author": three authors, three mailboxes; unknown ones go to the editor
use CGI;
$cgi = new CGI;
$author = $cgi->param('author');

$box = 'editor@example.com';
if    ($author eq 'mori')  { $box = 'mori@example.com' }
elsif ($author eq 'sato')  { $box = 'sato@example.com' }
elsif ($author =~ /kubo/)  { $box = $author . '@example.com' }

$line = $cgi->param('letter');
print "Content-Type: text/plain\n\n";
if ($line =~ /^\s*$/) {
    print "empty\n";
    exit 0;
}

open(LETTER, "|/usr/sbin/sendmail -t -i") || die;
print LETTER "To: $box\n";
print LETTER "From: letters\@example.com\n";
print LETTER "Subject: letter to the author\n";
print LETTER "\n";
print LETTER $line;
close(LETTER);
print "Posted to $author.\n";
