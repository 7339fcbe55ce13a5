# A small stand-in: encoded words for header lines in ISO-2022-JP.
use MIME::Base64 ();
sub mimeencode {
    local($line) = @_;
    $line =~ s/(\e\$[\@B].*?\e\([BJ])/"=?ISO-2022-JP?B?" . MIME::Base64::encode_base64($1, "") . "?="/ges;
    return $line;
}
1;
