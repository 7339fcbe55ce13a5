#!/bin/sh
to=$(echo "$QUERY_STRING" | sed -n 's/.*to=\([^&]*\).*/\1/p' | sed 's/%40/@/g')
printf 'From: form@example.jp\nSubject: Brochure\n\nwww.example.jp/brochure.pdf\n' | /usr/sbin/sendmail -oi -- "$to"
printf 'Content-Type: text/plain\n\nSent.\n'
