#!/bin/sh
# "Send this page": to, page
get() {
  echo "$QUERY_STRING" | tr '&' '\n' | grep "^$1=" | head -1 | cut -d= -f2- | sed 's/%40/@/g; s/+/ /g'
}
to=`get to`
page=`get page`
echo "Content-Type: text/html"
echo
if [ "x$to" = x ]; then
  echo "<form>To: <input name=to><input type=hidden name=page value=\"$page\"><input type=submit></form>"
  exit 0
fi
if echo "$to" | grep -q '[^A-Za-z0-9@._-]'; then
  echo "<p>Bad address</p>"
  exit 0
fi
( echo "From: www@example.net"
  echo "To: $to"
  echo "Subject: A page for you"
  echo
  echo "http://www.example.net$page" ) | /usr/sbin/sendmail -t
echo "<p>Sent.</p>"
