#!/usr/bin/perl
&readform;
$name = $FORM{'name'};
$dept = $FORM{'dept'};
%addr = ('s', 'sales@example.com', 't', 'tech@example.com');
$to = $addr{$dept} || 'info@example.com';
$name =~ s/'//g;
$fehler = `echo "$FORM{'text'}" | mail -s "Message from $name" $to 2>&1`;
print "Content-type: text/html\n\n";
print $fehler ? "Error" : "Thank you, $name";

sub readform {
    my $in = $ENV{'REQUEST_METHOD'} eq 'POST' ? join('', <STDIN>) : $ENV{'QUERY_STRING'};
    foreach (split('&', $in)) {
        s/\+/ /g;
        my($k, $v) = split('=', $_, 2);
        $v =~ s/%(..)/pack("c",hex($1))/ge;
        $FORM{$k} = $v;
    }
}
