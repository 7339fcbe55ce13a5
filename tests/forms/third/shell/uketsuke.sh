#!/bin/sh
# 受付フォーム (POSIX sh)
# 値の取り出しは field 関数、改行は tr で落とす

body=$(dd bs=1 count="${CONTENT_LENGTH:-0}" 2>/dev/null)

urldecode() {
    printf '%b' "$(printf '%s' "$1" | sed -e 's/+/ /g' -e 's/\\/\\\\/g' -e 's/%\([0-9A-Fa-f][0-9A-Fa-f]\)/\\0\1/g' | hex2oct)"
}

# %41 を \0101 のような8進表記へ
hex2oct() {
    awk '
    function val(c) { return index("0123456789abcdef", tolower(c)) - 1 }
    {
        out = ""
        while ((i = index($0, "\\0")) > 0) {
            h = substr($0, i + 2, 2)
            out = out substr($0, 1, i - 1) sprintf("\\0%03o", val(substr(h, 1, 1)) * 16 + val(substr(h, 2, 1)))
            $0 = substr($0, i + 4)
        }
        print out $0
    }'
}

field() {
    urldecode "$(printf '%s' "$body" | tr '&' '\n' | sed -n "s/^$1=//p" | head -n 1)"
}

name=$(field name | tr -d '\r\n')
mail=$(field mail | tr -d '\r\n' | tr -cd 'A-Za-z0-9@._+-')
text=$(field text)

printf 'Content-Type: text/plain; charset=UTF-8\n\n'
case $mail in
    *@*.*) ;;
    *) echo 'メールアドレスが正しくありません'; exit 0 ;;
esac

{
    echo "To: uketsuke@example.jp"
    echo "From: uketsuke@example.jp"
    echo "Reply-To: $mail"
    echo "Subject: uketsuke"
    echo "Content-Type: text/plain; charset=UTF-8"
    echo
    printf '%s\n%s\n' "$name" "$text"
} | /usr/sbin/sendmail -i uketsuke@example.jp
echo '受け付けました'
