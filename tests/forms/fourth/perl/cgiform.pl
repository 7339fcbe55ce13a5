# reads a form, GET or POST
sub ReadForm {
    my ($data, %f);
    if ($ENV{'REQUEST_METHOD'} eq 'POST') {
        read(STDIN, $data, $ENV{'CONTENT_LENGTH'});
    } else {
        $data = $ENV{'QUERY_STRING'};
    }
    foreach my $p (split /[&;]/, $data) {
        my ($k, $v) = split /=/, $p, 2;
        $v =~ tr/+/ /;
        $v =~ s/%([0-9A-Fa-f]{2})/chr hex $1/ge;
        $f{$k} = exists $f{$k} ? "$f{$k}\0$v" : $v;
    }
    return %f;
}
1;
