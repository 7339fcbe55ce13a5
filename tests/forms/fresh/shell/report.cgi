#!/bin/bash
# Report a broken link; the page comes in the query string
. ./report.conf
page=$(echo "$QUERY_STRING" | sed -n 's/^.*page=\([^&]*\).*$/\1/p' | tr -cd 'A-Za-z0-9/._-')
note=$(echo "$QUERY_STRING" | sed -n 's/^.*note=\([^&]*\).*$/\1/p' | sed 's/+/ /g')
log=/tmp/report.log
echo "$(date '+%F %T') $REMOTE_ADDR $page" >> "$log"
mail -s "Broken link on $page" "$WEBMASTER" <<MESSAGE
Page: $page
Note: $note
Browser: $HTTP_USER_AGENT
MESSAGE
cat <<HTML
Content-Type: text/html

<html><body><p>Thank you. The page $page will be looked at.</p></body></html>
HTML
