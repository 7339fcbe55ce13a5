#!/usr/bin/perl
# recommend.cgi
use CGI;
$q = new CGI;
$friend = $q->param("friend");
$me = $q->param("me");
$page = $q->param("page");
print "Content-type: text/html\n\n";
if ($friend !~ /\@/) {
  print "Please enter the address of your friend.";
  exit;
}
open (M, "|/usr/sbin/sendmail $friend");
print M "From: recommend\@example.com\n";
print M "To: $friend\n";
print M "Subject: A recommendation\n\n";
print M "$me recommends http://www.example.com/$page to you.\n";
close (M);
print "Thanks!";
