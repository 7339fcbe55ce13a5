#!/bin/bash
# bash decodes %XX by itself
read -r -n "${CONTENT_LENGTH:-0}" query
urldecode() { local v=${1//+/ }; printf '%b' "${v//%/\\x}"; }
for pair in ${query//&/ }; do
    case $pair in
        email=*) email=$(urldecode "${pair#email=}") ;;
        text=*) text=$(urldecode "${pair#text=}") ;;
    esac
done
/usr/sbin/sendmail -t <<MAIL
To: office@example.jp
From: $email
Subject: Form

$text
MAIL
printf 'Content-Type: text/html\n\n<p>Thank you.</p>\n'
