#!/usr/bin/perl -w
use strict;
use CGI qw(:standard);

# Comments on the trail maps
my $to = 'maps@example.com';

my ($name, $email, $trail, $comment) = map { scalar param($_) // '' } qw(name email trail comment);

foreach ($name, $email, $trail) {
    s/[\r\n]+/ /g;
    s/^\s+|\s+$//g;
}

if (!length $comment) {
    print header, start_html('Comment'), start_form,
        p('Name', textfield('name')), p('Mail', textfield('email')), p('Trail', textfield('trail')),
        textarea('comment', '', 8, 60), submit, end_form, end_html;
    exit;
}

open(my $mail, '|-', '/usr/sbin/sendmail', '-t', '-oi') or die "sendmail: $!";
print {$mail} "To: $to\n",
    "From: Trail maps <maps\@example.com>\n",
    "Reply-To: \"$name\" <$email>\n",
    "Subject: Comment on $trail\n",
    "\n",
    $comment, "\n";
close($mail) or warn "sendmail: $?";

print header, start_html('Thanks'), p('Thank you, ' . escapeHTML($name) . '.'), end_html;
