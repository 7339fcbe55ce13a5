#!/usr/bin/perl
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use Moushikomi;

my $form = Moushikomi->new(to => 'event@example.jp')->read;
print "Content-Type: text/plain; charset=UTF-8\n\n";

eval {
    my $mail = $form->one_line('mail');
    my $day  = $form->one_line('day');
    $form->post(
        'From'         => 'event@example.jp',
        'Reply-To'     => $mail,
        'Subject'      => "Event $day",
        'Content-Type' => 'text/plain; charset=UTF-8',
        text           => '人数: ' . $form->get('num') . "\n" . $form->get('memo') . "\n",
    );
    print "申込を受け付けました。\n";
    1;
} or print "入力に誤りがあります。\n";
