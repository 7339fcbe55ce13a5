#!/usr/bin/perl
# Fault report to the caretakers, by the mail program since this host has no sendmail
use CGI;
my $q = new CGI;

my $room  = $q->param('room');
my $fault = $q->param('fault');
my $who   = $q->param('who');

if ($room && $fault) {
    $fault =~ s/"/'/g;
    $fault =~ s/;//g;
    $room  =~ s/[^A-Za-z0-9 ]//g;
    my $text = "Reported by $who: $fault";
    $text =~ s/"//g;
    system("echo \"$text\" | mail -s \"Fault in room $room\" caretaker\@example.com");
    print $q->header('text/plain'), $? ? "Could not be sent.\n" : "Reported.\n";
} else {
    print $q->header('text/html');
    print <<HTML;
<form method="post">
Room <input name="room"> What <input name="fault"> Your name <input name="who">
<input type="submit">
</form>
HTML
}
