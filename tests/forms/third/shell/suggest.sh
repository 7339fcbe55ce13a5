#!/bin/bash
# suggestion box; nothing from outside comes into the head or the command
MAXLEN=4000
len=${CONTENT_LENGTH:-0}
if (( len > MAXLEN )); then
    printf 'Status: 413 Too Large\r\n\r\n'
    exit
fi
IFS= read -r -d '' -n "$len" posted

text=${posted#*text=}
text=${text%%&*}
text=$(printf '%s' "${text//+/ }" | sed 's/%0[dD]%0[aA]/\n/g; s/%0[aA]/\n/g' | while IFS= read -r l || [[ -n $l ]]; do printf '%b\n' "${l//%/\\x}"; done)

number=$(( $(cat count 2>/dev/null || echo 0) + 1 ))
echo "$number" > count

sendmail=/usr/sbin/sendmail
"$sendmail" -i suggestions@example.com <<EOT
From: box@example.com
To: suggestions@example.com
Subject: Suggestion no. $number
Date: $(LC_ALL=C date -R)

$text
EOT

printf 'Content-Type: text/plain\r\n\r\nSuggestion no. %d was noted.\n' "$number"
