#!/usr/bin/perl
# e-postcards from our village, with one of five pictures
require './cgiform.pl';
%in = &ReadForm();

@pictures = ('church', 'bridge', 'mill', 'lake', 'school');
$pic = $pictures[ $in{'pic'} % 5 ];

$in{'from_name'} =~ s/[\r\n]//g;
$in{'to_name'}   =~ s/[\r\n]//g;
$in{'to_mail'}   =~ s/[\s<>]//g;

if (!$in{'to_mail'}) {
    print "Content-type: text/plain\n\nWho shall get the card?\n";
    exit;
}

open(S, "|/usr/sbin/sendmail -t") || die;
print S <<EOT;
From: postcards\@example.com
To: $in{'to_mail'}
Subject: A card from $in{'from_name'}

Dear $in{'to_name'},

$in{'from_name'} sends you a card with a picture of our $pic:

http://www.example.com/cards/$pic.html

$in{'greeting'}
EOT
close(S);
print "Content-type: text/plain\n\nThe card was sent.\n";
