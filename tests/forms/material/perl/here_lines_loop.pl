#!/usr/bin/perl
use CGI;
my $q = CGI->new;
my $message = {};
collect($message, $q);
deliver($message);
print $q->header, 'done';

sub collect {
    my ($into, $query) = @_;
    foreach my $name ($query->param) {
        if ($name eq 'email') { $into->{from} = $query->param($name); }
        elsif ($name =~ /^(name|text)$/) { $into->{$name} = $query->param($name); }
    }
}

sub deliver {
    my $m = shift;
    open MAIL, '|/usr/sbin/sendmail -t' or die;
    print MAIL 'From: ', $m->{from}, "\n", "To: mailbox\@example.com\n", "Subject: Contact\n", "\n", $m->{text}, "\n";
    close MAIL;
}
