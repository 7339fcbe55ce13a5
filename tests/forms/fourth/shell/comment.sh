#!/bin/bash
# comment form, GET:  comment.sh?name=...&text=...
echo "Content-type: text/html"
echo ""
decode() {
  printf '%b' "$(echo "$1" | sed -e 's/+/ /g' -e 's/%\([0-9A-Fa-f][0-9A-Fa-f]\)/\\x\1/g')"
}
field() {
  echo "$QUERY_STRING" | tr '&' '\n' | sed -n "s/^$1=//p" | head -1
}
NAME=`field name`
TEXT=`field text`
NAME=`decode "$NAME"`
TEXT=`decode "$TEXT"`

if [ -z "$TEXT" ]; then
  echo "<p>no text</p>"
  exit 0
fi
{
  echo "To: comments@example.com"
  echo "From: www@example.com"
  echo "Subject: comment of $NAME"
  echo ""
  echo "$TEXT"
} | /usr/sbin/sendmail -t
echo "<p>thanks</p>"
