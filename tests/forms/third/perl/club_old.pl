#!/usr/bin/perl
# Membership form, 1998, still in use. &get_form fills %in.
&get_form;
&check('name', 'street', 'town');
$in{'email'} = 'unknown' unless &looks_good($in{'email'});

open(MAIL, "|/usr/lib/sendmail -t") || die "Can't open sendmail\n";
print MAIL "To: treasurer\@example.com\n";
print MAIL "From: membership\@example.com\n";
print MAIL "Reply-To: $in{'email'}\n" if $in{'email'} ne 'unknown';
print MAIL "Subject: New member\n\n";
foreach $k (sort keys %in) {
    print MAIL "$k: $in{$k}\n";
}
close(MAIL);
print "Content-type: text/html\n\n<h1>Welcome, $safe{'name'}</h1>\n";

sub get_form {
    local($q, @parts);
    read(STDIN, $q, $ENV{'CONTENT_LENGTH'});
    @parts = split('&', $q);
    foreach $part (@parts) {
        local($n, $v) = split('=', $part, 2);
        $v =~ s/\+/ /g;
        $v =~ s/%(..)/pack('c', hex($1))/ge;
        $in{$n} = $v;
        ($safe{$n} = $v) =~ s/[<>&"]//g;
    }
}

sub check {
    foreach $f (@_) {
        next if $in{$f} =~ /\S/;
        print "Content-type: text/plain\n\n$f is missing\n";
        exit;
    }
}

sub looks_good {
    local($a) = @_;
    return 0 if $a =~ /\s/ || $a =~ /[,;<>()|]/;
    return $a =~ /^\S+\@\S+\.\S+$/;
}
