package jcode;
# A small stand-in for the converter of the 1990s: the same calls, by Encode.
use Encode ();

%names = ('jis', 'iso-2022-jp', 'sjis', 'cp932', 'euc', 'euc-jp', 'utf8', 'utf-8');

sub getcode {
    local(*s) = @_;
    return 'jis' if $s =~ /\e\$[\@B]/;
    foreach $c ('utf8', 'euc', 'sjis') {
        my $copy = $s;
        return $c if eval { Encode::decode($names{$c}, $copy, 1); 1 };
    }
    return undef;
}

sub convert {
    local(*s, $to, $from) = @_;
    $from = &getcode(*s) unless $from;
    return unless $from && $names{$to};
    Encode::from_to($s, $names{$from}, $names{$to});
    return $from;
}

sub to {
    my($to, $s, $from) = @_;
    local($jcode'text) = $s;
    &convert(*jcode'text, $to, $from);
    return $jcode'text;
}

sub jis { &to('jis', @_); }
sub sjis { &to('sjis', @_); }
sub euc { &to('euc', @_); }

sub h2z_sjis { 1; }
sub tr { 1; }

1;
