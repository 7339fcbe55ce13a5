#!/bin/bash
# お弁当の注文。注文者にも控えを送る
POST=$(cat)

value() {
    local v
    v=$(sed -n "s/.*\(^\|&\)$1=\([^&]*\).*/\2/p" <<< "$POST")
    v=${v//+/ }
    printf '%b' "${v//%/\\x}"
}

send() {
    /usr/sbin/sendmail -i "$1" <<MAIL
From: bento@example.jp
To: $1
Subject: bento
Content-Type: text/plain; charset=UTF-8

$2
MAIL
}

mail=$(value mail)
menu=$(value menu)
memo=$(value memo)

printf 'Content-Type: text/plain; charset=UTF-8\n\n'
if [[ ! $mail =~ ^[A-Za-z0-9._+-]+@[A-Za-z0-9.-]+$ ]]; then
    echo 'メールアドレスを確認してください'
    exit
fi

send bento@example.jp "$menu / $memo / $mail"
send "$mail" "ご注文ありがとうございます。
$menu
$memo"
echo '承りました'
