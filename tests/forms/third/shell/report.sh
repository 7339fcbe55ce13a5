#!/bin/bash
# 障害報告を管理者へ。重要度で件名を変える
input="$(cat)"

get() {
    local v
    v="$(grep -oP "(?:^|&)$1=\K[^&]*" <<< "$input" | head -1)"
    v="${v//+/ }"
    echo -e "${v//\%/\\x}"
}

level="$(get level)"
host="$(get host)"
memo="$(get memo)"
reporter="$(get reporter)"

echo "Content-Type: text/html; charset=UTF-8"
echo

if [ -z "$host" ] || [ -z "$memo" ]; then
    echo "<p>ホスト名と内容は必須です</p>"
    exit 1
fi

[ "$level" = "high" ] && mark="[至急] " || mark=""

tmp="$(mktemp)"
trap 'rm -f "$tmp"' EXIT
{
    printf 'From: report@example.jp\n'
    printf 'To: admin@example.jp\n'
    printf 'Cc: %s\n' "$reporter"
    printf 'Subject: %s%s\n' "$mark" "$host"
    printf 'Content-Type: text/plain; charset=UTF-8\n\n'
    printf '%s\n' "$memo"
} > "$tmp"
/usr/sbin/sendmail -oi -t < "$tmp"
echo "<p>報告しました</p>"
