# A small stand-in for the library of 1994: the same calls.
sub ReadParse {
    local(*in) = @_ if @_;
    local($i, $key, $val);
    if (&MethGet) {
        $in = $ENV{'QUERY_STRING'};
    } elsif (&MethPost) {
        read(STDIN, $in, $ENV{'CONTENT_LENGTH'});
    }
    @in = split(/[&;]/, $in);
    foreach $i (0 .. $#in) {
        $in[$i] =~ s/\+/ /g;
        ($key, $val) = split(/=/, $in[$i], 2);
        $key =~ s/%(..)/pack("c", hex($1))/ge;
        $val =~ s/%(..)/pack("c", hex($1))/ge;
        $in{$key} .= "\0" if defined($in{$key});
        $in{$key} .= $val;
    }
    return scalar(@in);
}
sub MethGet { return ($ENV{'REQUEST_METHOD'} eq "GET"); }
sub MethPost { return ($ENV{'REQUEST_METHOD'} eq "POST"); }
sub PrintHeader { return "Content-type: text/html\n\n"; }
sub HtmlTop { return "<html><head><title>$_[0]</title></head><body><h1>$_[0]</h1>\n"; }
sub HtmlBot { return "</body></html>\n"; }
sub CgiDie { print &PrintHeader, &HtmlTop($_[0]), $_[1], &HtmlBot; die @_; }
1;
