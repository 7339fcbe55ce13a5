package jcode;
;# Small stand-in with the calls that our scripts use: &jcode'convert(*s, 'jis'), &jcode'getcode(*s).
;# Written for this site; not the well-known library.
use Encode ();

%name = ('jis', 'iso-2022-jp', 'sjis', 'cp932', 'euc', 'euc-jp', 'utf8', 'UTF-8');

sub getcode {
    local(*s) = @_;
    return 'jis' if $s =~ /\e\$[\@B]/;
    return undef if $s !~ /[\x80-\xff]/;
    foreach $code ('utf8', 'euc', 'sjis') {
        $copy = $s;
        eval { Encode::decode($name{$code}, $copy, 1); };
        return $code unless $@;
    }
    return 'binary';
}

sub convert {
    local(*s, $to, $from) = @_;
    $from = &getcode(*s) unless $from;
    return undef if !defined($from) || !$name{$from} || $from eq $to;
    $s = Encode::encode($name{$to}, Encode::decode($name{$from}, $s));
    return $from;
}

sub to {
    local($to, $string, $from) = @_;
    &convert(*string, $to, $from);
    return $string;
}

1;
