"""What a stranger can do with Perl forms of the years when they were written, read from end to end."""

from __future__ import annotations

import pytest

from hiyari.forms.evidence import Ability, Reading
from hiyari.forms.language import Language
from hiyari.forms.taint.read import read

GATEWAY = r"""#!/usr/local/bin/perl
# A mail gateway for any form of a site
require 'jcode.pl';
$mailprog = '/usr/lib/sendmail';
@referers = ('www.example.jp', '192.0.2.7');
&check_url;
&get_date;
&parse_form;
&check_required;
&send_mail;
&return_html;

sub check_url {
    if ($ENV{'HTTP_REFERER'}) {
        foreach $referer (@referers) {
            if ($ENV{'HTTP_REFERER'} =~ /$referer/i) { $check_referer = '1'; last; }
        }
    } else { $check_referer = '1'; }
    if ($check_referer != 1) { &error('bad_referer'); }
}
sub get_date {
    @days = ('Sunday','Monday','Tuesday');
    ($sec,$min,$hour,$mday,$mon,$year,$wday) = (localtime(time))[0,1,2,3,4,5,6];
    $date = "$days[$wday], $mday at $hour\:$min";
}
sub parse_form {
    if ($ENV{'REQUEST_METHOD'} eq 'GET') { @pairs = split(/&/, $ENV{'QUERY_STRING'}); }
    elsif ($ENV{'REQUEST_METHOD'} eq 'POST') {
        read(STDIN, $buffer, $ENV{'CONTENT_LENGTH'});
        @pairs = split(/&/, $buffer);
    } else { &error('request_method'); }
    foreach $pair (@pairs) {
        ($name, $value) = split(/=/, $pair);
        $name =~ tr/+/ /;
        $name =~ s/%([a-fA-F0-9][a-fA-F0-9])/pack("C", hex($1))/eg;
        $value =~ tr/+/ /;
        $value =~ s/%([a-fA-F0-9][a-fA-F0-9])/pack("C", hex($1))/eg;
        $value =~ s/<!--(.|\n)*-->//g;
        &jcode'convert(*value, 'jis');
        if ($FORM{$name} && ($value)) { $FORM{$name} = "$FORM{$name}, $value"; }
        else { $FORM{$name} = $value; }
    }
}
sub check_required {
    foreach $require (@required) { unless ($FORM{$require}) { push(@ERROR, $require); } }
    if (@ERROR) { &error('missing_fields', @ERROR); }
}
sub send_mail {
    open(MAIL, "|$mailprog -t") || die "no $mailprog";
    print MAIL "To: @RECIPIENT@\n";
    print MAIL "From: @FROM@\n";
    print MAIL "Subject: WWW Form\n\n" ;
    print MAIL "Below is the result of your form, $date\n";
    foreach $key (sort keys %FORM) { print MAIL "$key: $FORM{$key}\n\n"; }
    close (MAIL);
}
sub return_html { print "Content-type: text/html\n\n<h1>Thank you</h1>\n"; }
sub error {
    local($error, @fields) = @_;
    print "Content-type: text/html\n\n<h1>Error: $error</h1>\n";
    exit;
}
"""

JAPANESE = r"""#!/usr/bin/perl
require './jcode.pl';
$sendmail = '/usr/sbin/sendmail';
$mailto = 'webmaster@example.jp';

if ($ENV{'CONTENT_LENGTH'} > 51200) { &error("投稿量が大きすぎます"); }
read(STDIN, $buf, $ENV{'CONTENT_LENGTH'});
foreach (split(/&/, $buf)) {
    local($key, $val) = split(/=/);
    $val =~ tr/+/ /;
    $val =~ s/%([0-9a-fA-F][0-9a-fA-F])/pack("H2", $1)/eg;
    &jcode'convert(*val, 'sjis');
    $val =~ s/&/&amp;/g;
    @CLEAN@
    $in{$key} = $val;
}
if ($in{'name'} eq "") { &error("名前が入力されていません"); }
if ($in{'email'} && $in{'email'} !~ /@PATTERN@/) { &error("Ｅメールの入力が不正です"); }
if ($in{'mode'} eq 'send') { &mail; }
&thanks;

sub mail {
    local($msub) = "お問い合わせ";
    &jcode'convert(*msub, 'jis', 'sjis');
    local($body) = <<"EOM";
名前：$in{'name'}
メール：$in{'email'}
内容：
$in{'comment'}　表示
EOM
    &jcode'convert(*body, 'jis', 'sjis');
    open(MAIL,"| $sendmail -t -i") || &error("送信失敗");
    print MAIL "To: $mailto\n";
    print MAIL "From: $in{'email'}\n";
    print MAIL "Subject: $msub\n";
    print MAIL "MIME-Version: 1.0\nContent-type: text/plain; charset=ISO-2022-JP\n\n";
    print MAIL "$body\n";
    close(MAIL);
}
sub thanks { print "Content-type: text/html\n\n<b>送信しました</b>"; exit; }
sub error { print "Content-type: text/html\n\n$_[0]"; exit; }
"""


def able(source: str | bytes) -> set[Ability]:
    """What is possible with a script."""
    return set(reading(source).abilities)


def reading(source: str | bytes) -> Reading:
    """A script as it is read from a cgi-bin."""
    return read(source.encode() if isinstance(source, str) else source, Language.PERL, path="/srv/www/cgi-bin/mail.cgi")


def gateway(recipient: str, sender: str) -> str:
    """The gateway with these in To and From."""
    return GATEWAY.replace("@RECIPIENT@", recipient).replace("@FROM@", sender)


def japanese(
    clean: str = "", pattern: str = r"[\w\.\-]+\@[\w\.\-]+\.[a-zA-Z]{2,5}", encoding: str = "shift_jis"
) -> bytes:
    """The Japanese form with more cleaning in its parser, and this pattern for the address."""
    return JAPANESE.replace("@CLEAN@", clean).replace("@PATTERN@", pattern).encode(encoding)


def test_a_gateway_mails_whom_its_form_names() -> None:
    """A gateway of the nineties whose recipient is a field: any address, and header lines, whatever its Referer check."""
    found = reading(gateway("$FORM{'recipient'}", "$FORM{'email'} ($FORM{'realname'})"))
    assert found.abilities == {Ability.RECIPIENT, Ability.HEADER}
    assert {flow.sink.spot.line for flow in found.flows} == {found.flows[0].sink.spot.line}


def test_a_gateway_with_a_fixed_recipient_leaves_the_sender_line() -> None:
    """With the recipient fixed, the sender's name still opens the header."""
    assert able(gateway("office\\@example.jp", "$FORM{'email'}")) == {Ability.HEADER}


def test_a_gateway_with_fixed_header_is_safe() -> None:
    """With all of the header fixed, the fields stand in the body and do no harm."""
    found = reading(gateway("office\\@example.jp", "form\\@example.jp"))
    assert found.abilities == frozenset()
    assert found.sinks


@pytest.mark.parametrize("encoding", ["shift_jis", "euc_jp"])
def test_japanese_forms_are_read_in_their_own_encoding(encoding: str) -> None:
    """A form of the jcode.pl years, in Shift_JIS with 0x5C octets or in EUC-JP, is read to its end."""
    found = reading(japanese(encoding=encoding))
    assert found.abilities == {Ability.HEADER}
    assert not found.blind
    assert {flow.argument for flow in found.flows} == {"From"}
    assert any("email" in str(hop.what.params) for flow in found.flows for hop in flow.path)


@pytest.mark.parametrize(
    ("clean", "pattern"),
    [
        (r"$val =~ s/\r\n/\n/g; $val =~ s/[\r\n]/ /g;", ".+"),
        (r"$val =~ s/\r//g; $val =~ s/\n/<br>/g;", ".+"),
        (r"$val =~ tr/\r\n//d;", ".+"),
        (r"$val =~ s/\s+/ /g;", ".+"),
        ("", r"^[\w.\-]+\@[\w.\-]+\.[a-zA-Z]{2,5}$"),
        ("", r"\A[^\s,<>]+\z"),
    ],
)
def test_cleaning_of_those_years_is_seen(clean: str, pattern: str) -> None:
    """Line breaks that the parser's loop takes out, or that a pattern keeps out, do not reach the header."""
    assert able(japanese(clean, pattern)) == set()


@pytest.mark.parametrize(
    ("clean", "pattern"),
    [
        (r"$val =~ s/\r\n/\n/g;", ".+"),
        (r"$val =~ s/\r//g;", ".+"),
        (r"$val =~ s/\n$//;", ".+"),
        (r"chomp($val);", ".+"),
        ("", r"^[^@]+@[^@]+$"),
        ("", r"(?m)^[\w.]+\@[\w.]+$"),
    ],
)
def test_cleaning_that_leaves_a_line_break_is_not_taken_for_one(clean: str, pattern: str) -> None:
    """What takes only some line breaks, or looks at one line of several, leaves the header open."""
    assert able(japanese(clean, pattern)) == {Ability.HEADER}


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        # CGI.pm
        ("use CGI qw(:standard); open(M, '|/usr/sbin/sendmail -t'); print M 'To: ', param('to'), \"\\n\\nhello\";", "recipient header"),
        ("use CGI; my $q = new CGI; my %f = $q->Vars; open(M, \"|mail -s form $f{to}\"); print M 'x';", "recipient command"),
        ("use CGI; my $q = CGI->new; system('mail', '-s', $q->param('s'), 'a@example.jp');", "header"),
        ("use CGI; my $q = CGI->new; my $t = $q->param('t'); `echo '$t' | mail a\\@example.jp`;", "command"),
        # Fields cleaned one by one, in loops
        ("&ReadParse; foreach $k (keys %in) { $in{$k} =~ s/[\\r\\n]//g; } open(M, '|sendmail -t'); print M \"To: a\\@example.jp\\nFrom: $in{from}\\n\\n\";", ""),
        ("&ReadParse(*f); for (values %f) { s/[\\r\\n]+/ /g } open(M, '|sendmail -t'); print M \"To: a\\@example.jp\\nFrom: $f{from}\\n\\n\";", ""),
        ("use CGI; my $q = CGI->new; my %f = map { $_ => scalar $q->param($_) } qw(from text); s/[\\r\\n]//g for ($f{from}); open(M, '|sendmail -t'); print M \"To: a\\@example.jp\\nFrom: $f{from}\\n\\n$f{text}\";", ""),
        # Forked sendmail, lists, references
        ("use CGI; my $q = CGI->new; open(M, '|-') || exec '/usr/sbin/sendmail', '-t'; print M 'Subject: ' . $q->param('s') . \"\\nTo: a\\@example.jp\\n\\n\";", "header"),
        ("use CGI; my $q = CGI->new; my $f = $q->Vars; send_it($f); sub send_it { my ($form) = @_; open my $m, '|-', 'sendmail', '-t' or die; print $m \"To: $form->{to}\\n\\nx\"; }", "recipient header"),
        # Allow-lists and exits
        ("use CGI; my $q = CGI->new; my %to = (a => 'a@example.jp'); my $t = $to{$q->param('to')} or die; open(M, '|sendmail -t'); print M \"To: $t\\n\\n\";", ""),
        ("use CGI; my $q = CGI->new; my $t = $q->param('to'); &bad unless grep { $_ eq $t } ('a@example.jp'); open(M, '|sendmail -t'); print M \"To: $t\\n\\n\"; sub bad { print 'no'; exit; }", ""),
        ("use CGI; my $q = CGI->new; exit; open(M, '|sendmail -t'); print M 'To: ' . $q->param('to');", ""),
        ("# open(M, '|sendmail -t'); print M $ENV{QUERY_STRING};\nprint 'sendmail';", ""),
        # Other ways to send
        ("use CGI; use Mail::Sendmail; my $q = CGI->new; my %m = (To => $q->param('to'), Message => 'x'); sendmail(%m);", "recipient header"),
        ("use CGI; use MIME::Lite; my $q = CGI->new; MIME::Lite->new(To => 'a@example.jp', Subject => $q->param('s'), Data => 'x')->send;", ""),
        ("use CGI; use Net::SMTP; my $q = CGI->new; my $s = Net::SMTP->new('localhost'); $s->mail('a@example.jp'); $s->to($q->param('to')); $s->data; $s->datasend(\"Subject: x\\n\\nhello\"); $s->dataend;", "recipient"),
        ("use CGI; my $q = CGI->new;\nformat M =\nTo: @<<<<<<\n$to\n\n.\n$to = $q->param('to'); open(M, '|sendmail -t'); write(M);", "recipient header"),
    ],
)  # fmt: skip
def test_ways_of_perl_to_mail(code: str, expected: str) -> None:
    """Each way in which Perl scripts send mail gives a stranger what it gives, no more."""
    assert {ability.value for ability in able(code)} == set(expected.split())


def test_a_session_that_has_to_be_there_is_a_stop() -> None:
    """What comes behind a check of the login is not open to everybody."""
    code = "use CGI; my $q = CGI->new; exit unless $ENV{REMOTE_USER}; open(M, '|sendmail -t'); print M 'To: ' . $q->param('to');"
    found = reading(code)
    assert found.abilities == frozenset()
    assert found.stops
