$sendmail = '/usr/sbin/sendmail';
$member_file = './members.txt';

sub load_members {
  open(DB, $member_file) or &abort('²ñ°÷É½');
  while (<DB>) {
    chomp;
    my($id, $rest) = split(/\t/, $_, 2);
    $member{$id} = $rest;
  }
  close(DB);
}
sub read_input {
  my $buf = $ENV{'QUERY_STRING'};
  read(STDIN, $buf, $ENV{'CONTENT_LENGTH'}) if $ENV{'REQUEST_METHOD'} eq 'POST';
  foreach my $pair (split(/[&;]/, $buf)) {
    my($k, $v) = split(/=/, $pair, 2);
    $v =~ tr/+/ /;
    $v =~ s/%([0-9A-Fa-f][0-9A-Fa-f])/chr(hex($1))/ge;
    $P{$k} = $v;
  }
}
sub abort {
  print "Content-type: text/html\n\n<html><body>$_[0]</body></html>";
  exit;
}
1;
