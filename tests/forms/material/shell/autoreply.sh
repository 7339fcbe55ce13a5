#!/bin/bash
urldecode() { local v=${1//+/ }; printf '%b' "${v//%/\\x}"; }
field() { urldecode "$(tr '&' '\n' <<< "$QUERY_STRING" | sed -n "s/^$1=//p" | head -n 1)"; }
email=$(field email)
text=$(field text)
if [[ ! $email =~ ^[A-Za-z0-9][A-Za-z0-9._-]*@[A-Za-z0-9.-]+$ ]]; then
    printf 'Status: 400 Bad Request\n\n'
    exit 1
fi
printf '%s\n\n%s\n' "$email" "$text" | mail -s 'Form' office@example.jp
printf 'Thank you. You wrote:\n\n%s\n' "$text" | mail -s 'Your message' "$email"
printf 'Content-Type: text/plain\n\nSent.\n'
