#!/usr/bin/perl
# ask the author: answers of the author go by hand. The asker gets a ticket number by mail.
use strict; use warnings;
use CGI;
use POSIX qw(strftime);
my $q = CGI->new;
my ($mail, $question, $lang) = map { scalar $q->param($_) // '' } qw(mail question lang);
my %hello = (de => 'Guten Tag', en => 'Hello', fr => 'Bonjour');

die_page('address') unless $mail =~ m/^([^\s@<>,;:"]+@[^\s@<>,;:"]+)\z/;
my $address = $1;
die_page('question') if length($question) < 5;
my $no = strftime('%y%m%d%H%M%S', localtime);

post('author@example.com', "Question $no", "$address asks:\n\n$question");
post($address, "Your question has number $no", ($hello{$lang} || $lang) . ",\n\nthank you for your question.\n");
print $q->header('text/plain'), "Number $no\n";

sub post {
    my ($to, $subject, $text) = @_;
    open my $p, '|-', qw(/usr/sbin/sendmail -oi -t) or die;
    print $p "To: $to\nFrom: author\@example.com\nSubject: $subject\n\n$text\n";
    close $p;
}
sub die_page { print $q->header('text/plain'), "Please check: $_[0]\n"; exit }
