#!/usr/bin/perl
# ボランティア募集。共通部品を使う
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use Moushikomi;

my $form = Moushikomi->new(to => 'volunteer@example.jp')->read;
print "Content-Type: text/plain; charset=UTF-8\n\n";

unless ($form->get('name') && $form->get('mail')) {
    print "お名前とメールは必須です。\n";
    exit;
}

$form->post(
    From     => $form->get('mail'),
    Subject  => 'Volunteer',
    text     => join("\n", map { "$_: " . $form->get($_) } qw(name mail tel comment)) . "\n",
);
print "ご応募ありがとうございます。\n";
