#!/bin/bash
field() { printf '%b' "$(sed -n "s/^.*$1=\([^&]*\).*$/\1/p" <<< "$POST" | sed 's/+/ /g; s/%\(..\)/\\x\1/g')"; }
POST=$(cat)
name=$(field name | tr -d '\r\n')
email=$(field email | tr -cd 'A-Za-z0-9@._-')
{
    printf 'To: %s\n' orders@example.com
    printf 'From: %s <%s>\n' "$name" "$email"
    printf 'Subject: %s\n\n' "Order"
    field text
} | /usr/sbin/sendmail -t
printf 'Content-Type: text/plain\n\nok\n'
