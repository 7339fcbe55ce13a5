# Reads a form into %in, in the way of the old library of that name.
sub ReadParse {
    local (*in) = @_ if @_;
    local ($buffer, $pair, $key, $val);
    if ($ENV{'REQUEST_METHOD'} eq 'POST') {
        read(STDIN, $buffer, $ENV{'CONTENT_LENGTH'});
    } else {
        $buffer = $ENV{'QUERY_STRING'};
    }
    foreach $pair (split(/[&;]/, $buffer)) {
        ($key, $val) = split(/=/, $pair, 2);
        $val =~ s/\+/ /g;
        $val =~ s/%(..)/pack("c", hex($1))/ge;
        $in{$key} .= $val;
    }
    return scalar(keys %in);
}

sub PrintHeader { return "Content-type: text/html\n\n"; }

1;
