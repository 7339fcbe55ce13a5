#!/bin/sh
# tells the webmaster that somebody liked the page
set -f
PAGE=$(printf '%s' "$QUERY_STRING" | sed -n 's/.*page=\([a-z0-9_]*\).*/\1/p')
STARS=$(printf '%s' "$QUERY_STRING" | sed -n 's/.*stars=\([1-5]\).*/\1/p')
echo "Content-Type: text/html"
echo
if [ -z "$PAGE" ] || [ -z "$STARS" ]; then
    echo '<p>How many stars?</p>'
    exit 0
fi
/usr/sbin/sendmail webmaster@example.com <<EOF
From: stars@example.com
To: webmaster@example.com
Subject: $STARS stars for $PAGE

Visitor: $REMOTE_ADDR
Browser: $HTTP_USER_AGENT
EOF
echo '<p>Thank you!</p>'
