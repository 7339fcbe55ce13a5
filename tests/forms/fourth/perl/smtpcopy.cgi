#!/usr/bin/perl
use strict;
use warnings;
use CGI;
use Net::SMTP;

my $q = CGI->new;
my %v = map { $_ => scalar $q->param($_) } $q->param;
my $office = 'office@example.com';

sub deliver {
    my ($to, $subject, $body) = @_;
    my $smtp = Net::SMTP->new('localhost', Timeout => 10) or die 'no smtp';
    $smtp->mail($office);
    $smtp->to($to);
    $smtp->data;
    $smtp->datasend("From: $office\nTo: $to\nSubject: $subject\n\n$body");
    $smtp->dataend;
    $smtp->quit;
}

if (!$v{email} || $v{email} =~ /[\s,;]/ || $v{email} !~ /^\S+\@\S+$/) {
    print $q->header, 'Please check your address';
    exit;
}
my $body = "Question:\n$v{question}\n";
deliver($office, 'Question', "From: $v{email}\n$body");
deliver($v{email}, 'Your question', "We got your question and will answer soon.\n\n$body") if $v{copy};
print $q->header, 'Thank you';
