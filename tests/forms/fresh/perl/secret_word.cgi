#!/usr/bin/perl
# Members' mailing: the password is asked for first
use CGI qw/:standard/;
use Digest::MD5 qw(md5_hex);
$hash = '5ebe2294ecd0e0f08eab7690d2a6ee69';
print header;
if (md5_hex(param('password')) ne $hash) {
  print start_html('Login'), start_form, password_field('password'), submit, end_form, end_html;
  exit;
}
if (param('to') && param('text')) {
  open(MAIL, '|/usr/sbin/sendmail -t');
  print MAIL 'To: ' . param('to') . "\n";
  print MAIL "From: club\@example.org\n";
  print MAIL 'Subject: ' . param('subject') . "\n\n";
  print MAIL param('text');
  close(MAIL);
  print p('Sent.');
}
print start_form, hidden('password'), textfield('to'), textfield('subject'), textarea('text'), submit, end_form, end_html;
