#!/bin/bash
urldecode() {
    local s="${1//+/ }"
    printf '%b' "${s//%/\\x}"
}
read -n "$CONTENT_LENGTH" POST
while IFS='=' read -r -d '&' k v; do
    case "$k" in
        email) EMAIL=$(urldecode "$v") ;;
        text)  TEXT=$(urldecode "$v") ;;
    esac
done <<< "$POST&"

/usr/sbin/sendmail -t <<MAIL
To: otayori@radio-umi.example
From: $EMAIL
Subject: otayori

$TEXT
MAIL
echo "Content-Type: text/html; charset=utf-8"
echo
echo "<p>おたよりありがとうございました</p>"
