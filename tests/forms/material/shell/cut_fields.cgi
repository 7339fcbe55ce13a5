#!/bin/sh
# POSIX sh: cut and sed; the recipient is a hidden field
read -r BODY
get() {
    echo "$BODY" | tr '&' '\n' | grep "^$1=" | head -n 1 | cut -d= -f2- | sed 's/+/ /g;s/%40/@/g;s/%2[Ff]/\//g'
}
rcpt=$(get rcpt)
note=$(get note)
echo "Content-type: text/plain"
echo
if [ -z "$rcpt" ]; then echo "no recipient"; exit 0; fi
echo "$note" | mail -s "Note from the web" "$rcpt"
echo "sent"
