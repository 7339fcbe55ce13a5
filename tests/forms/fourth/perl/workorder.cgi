#!/usr/bin/perl
# work order for the caretaker
use CGI;
my $q = new CGI;
my $room = $q->param('room');
my $what = $q->param('what');
my $prio = $q->param('prio');

$room =~ s/'//g;
$what =~ s/\r//g;

my $tmp = "/tmp/order.$$";
open(T, "> $tmp") or die;
print T "Room: $room\nPriority: $prio\n\n$what\n";
close(T);

if ($prio =~ /high/i) {
    system("mail -s 'URGENT $room' caretaker\@example.com < $tmp");
} else {
    system("mail -s \"Room $room\" caretaker\@example.com < $tmp");
}
unlink($tmp);
print $q->header, "<p>The caretaker has been told.</p>";
