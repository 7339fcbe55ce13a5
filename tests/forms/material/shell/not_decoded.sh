#!/bin/sh
# Names are left as they come; the office reads %20 well enough.
name=$(echo "$QUERY_STRING" | sed -n 's/.*name=\([^&]*\).*/\1/p')
cat <<EOF | /usr/sbin/sendmail -t
To: office@example.jp
From: form@example.jp
Subject: Call back $name

Please call $name.
EOF
printf 'Content-Type: text/plain\r\n\r\nok\n'
