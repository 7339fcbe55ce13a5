# 共通サブルーチン
sub getform {
    read(STDIN, $in, $ENV{'CONTENT_LENGTH'});
    foreach $i (split(/&/, $in)) {
        ($k, $v) = split(/=/, $i);
        $v =~ s/\+/ /g;
        $v =~ s/%(..)/pack("C", hex($1))/eg;
        $FORM{$k} = $v;
    }
}
package sendmail;
sub post {
    local($to, $from, $subject, $body) = @_;
    open(SM, "| /usr/sbin/sendmail -t -oi");
    print SM "To: $to\nFrom: $from\nSubject: $subject\n\n$body";
    close(SM);
}
package main;
1;
