#!/usr/bin/perl
# museum: group visit
use CGI;
$cgi = CGI->new;
$group = $cgi->param('group');
$mail  = $cgi->param('mail');
$date  = $cgi->param('date');
$size  = int($cgi->param('size'));

print $cgi->header('text/html');
&complain("Your address looks strange.") if $mail =~ /[\r\n,]/ || $mail !~ /\@/;
&complain("Your group is too large.") if $size > 60;

open(OUT, '|/usr/sbin/sendmail -t -oi');
print OUT "To: museum\@example.com\n";
print OUT "From: $mail\n";
print OUT "Subject: Group visit\n\n";
print OUT "$group, $size persons, on $date\n";
close(OUT);
print "<p>Thank you, we look forward to your visit.</p>";

sub complain {
    my $text = shift;
    print "<div class=error>$text</div>\n";
    print "<p><a href='/visit.html'>back</a></p>\n";
    return;
}
