#!/usr/bin/perl
require "cgi-lib.pl";
# Order form of a seed shop

MAIN: {
    if (&ReadParse(*input)) {
        &process_order;
    } else {
        print &PrintHeader, &HtmlTop("Order"), "Please use the order form.", &HtmlBot;
    }
}

sub process_order {
    $recipient = "orders\@example.com";
    unless ($input{'name'} && $input{'email'}) {
        &CgiDie("Incomplete", "Name and e-mail are required.");
    }
    $total = 0;
    foreach $item (sort grep(/^item_/, keys %input)) {
        next unless $input{$item} =~ /^(\d+)$/;
        $lines .= sprintf("%-20s %5d\n", substr($item, 5), $1);
        $total += $1;
    }
    open(MAIL, "|/usr/lib/sendmail -oi -t") || die "sendmail: $!";
    print MAIL "From: $input{'email'} ($input{'name'})\n";
    print MAIL "To: $recipient\n";
    print MAIL "Subject: Order of $total packets\n\n";
    print MAIL "Order by $input{'name'}\n", "-" x 40, "\n";
    print MAIL $lines;
    print MAIL "\n\n$input{'remarks'}\n";
    close(MAIL);
    print &PrintHeader;
    print &HtmlTop("Thank you");
    print "<p>We received your order of $total packets.</p>";
    print &HtmlBot;
}
