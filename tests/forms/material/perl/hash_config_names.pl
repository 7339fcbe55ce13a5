#!/usr/bin/perl
# Everything that begins with an underscore configures the mailer
&get_data;
&mail_it;
print "Content-type: text/html\n\n<p>Sent.</p>\n";

sub get_data {
    read(STDIN, $in, $ENV{'CONTENT_LENGTH'});
    for (split /&/, $in) {
        my ($key, $val) = split(/=/, $_, 2);
        for ($key, $val) { tr/+/ /; s/%([0-9a-f]{2})/chr hex $1/gie; }
        $val =~ s/[\r\n]+/ /g unless $key eq 'message';
        if ($key eq '_to') { $to = $val; next; }
        if ($key eq '_subject') { $subject = $val; next; }
        push @fields, [$key, $val];
    }
}

sub mail_it {
    $to =~ s/[,;\s]//g;
    open(SM, "|/usr/lib/sendmail -t -n");
    print SM "To: $to\nFrom: forms\@example.com\nSubject: $subject\n\n";
    print SM "$$_[0]: $$_[1]\n" for @fields;
    close SM;
}
