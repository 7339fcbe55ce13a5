#!/usr/bin/perl
# Generic mailer for static pages. Hidden fields: mail_to, mail_subject, next_url, required
$mailprog = '/usr/sbin/sendmail';
@referers = ('www.example.com', 'example.com');

&check_url;
&parse_form;
&check_required;
&send_mail;
&return_html;

sub check_url {
    return unless $ENV{'HTTP_REFERER'};
    foreach $r (@referers) {
        return if $ENV{'HTTP_REFERER'} =~ m|https?://([^/]*)$r|i;
    }
    &error('bad_referer');
}

sub parse_form {
    if ($ENV{'REQUEST_METHOD'} eq 'GET') {
        @pairs = split(/&/, $ENV{'QUERY_STRING'});
    } else {
        read(STDIN, $buffer, $ENV{'CONTENT_LENGTH'});
        @pairs = split(/&/, $buffer);
    }
    foreach $pair (@pairs) {
        local($name, $value) = split(/=/, $pair);
        $name =~ tr/+/ /;
        $name =~ s/%([a-fA-F0-9][a-fA-F0-9])/pack("C", hex($1))/eg;
        $value =~ tr/+/ /;
        $value =~ s/%([a-fA-F0-9][a-fA-F0-9])/pack("C", hex($1))/eg;
        $value =~ s/<!--(.|\n)*-->//g;
        if ($name =~ /^(mail_to|mail_subject|next_url|required)$/) {
            $Config{$name} = $value;
        } else {
            push(@order, $name) unless exists $Form{$name};
            $Form{$name} = $value;
        }
    }
}

sub check_required {
    &error('no_recipient') unless $Config{'mail_to'};
    foreach $f (split(/,/, $Config{'required'})) {
        push(@missing, $f) unless $Form{$f};
    }
    &error('missing', @missing) if @missing;
}

sub send_mail {
    open(MAIL, "|$mailprog -t") or &error('sendmail');
    print MAIL "To: $Config{'mail_to'}\n";
    print MAIL "From: $Form{'email'} ($Form{'realname'})\n";
    if ($Config{'mail_subject'}) {
        print MAIL "Subject: $Config{'mail_subject'}\n\n";
    } else {
        print MAIL "Subject: WWW Form Submission\n\n";
    }
    print MAIL "$_: $Form{$_}\n" foreach @order;
    close(MAIL);
}

sub return_html {
    if ($Config{'next_url'}) {
        print "Location: $Config{'next_url'}\n\n";
    } else {
        print "Content-type: text/html\n\n<html><body>Thank you</body></html>\n";
    }
}

sub error {
    my($error, @fields) = @_;
    print "Content-type: text/html\n\n<html><body><h1>Error: $error</h1>@fields</body></html>\n";
    exit;
}
