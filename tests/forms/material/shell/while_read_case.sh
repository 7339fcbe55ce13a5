#!/bin/bash
# name=value pairs, one in each line, by a process substitution
declare to="desk@example.com" from="" text=""
while IFS='=' read -r key value; do
    value=$(printf '%b' "${value//%/\\x}")
    case $key in
        from) from=$value ;;
        text) text=$value ;;
        *) ;;
    esac
done < <(cat | tr '&' '\n')
[ -n "$from" ] || { printf 'Status: 400 Bad Request\r\n\r\n'; exit; }
sendmail -t <<MAIL
To: $to
From: $from
Subject: Web form

$text
MAIL
printf 'Content-Type: text/plain\r\n\r\nThank you\n'
