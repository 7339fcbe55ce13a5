#!/bin/bash
urldecode() { local v=${1//+/ }; printf '%b' "${v//%/\\x}"; }
email=$(urldecode "$(echo "$QUERY_STRING" | sed -n 's/.*email=\([^&]*\).*/\1/p')")
if [[ ! $email =~ ^[A-Za-z0-9._-]+@[A-Za-z0-9.-]+$ ]]; then
    printf 'Content-Type: text/plain\n\nInvalid address\n'
    exit 0
fi
(echo "To: office@example.jp"; echo "Reply-To: $email"; echo "Subject: Form"; echo; date) | /usr/sbin/sendmail -oi -t
printf 'Content-Type: text/plain\n\nSent.\n'
