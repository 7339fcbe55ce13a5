#!/bin/bash
urldecode() { local v=${1//+/ }; printf '%b' "${v//%/\\x}"; }
to=$(urldecode "$(echo "$QUERY_STRING" | sed -n 's/.*to=\([^&]*\).*/\1/p')")
case "$to" in
    *@example.jp) ;;
    *) echo "Status: 403 Forbidden"; echo; exit ;;
esac
printf 'To: %s\nFrom: form@example.jp\nSubject: Message\n\nThere is a message for you.\n' "$to" | /usr/sbin/sendmail -t
printf 'Content-Type: text/plain\n\nSent.\n'
