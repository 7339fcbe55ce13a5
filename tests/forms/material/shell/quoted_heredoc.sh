#!/bin/sh
# echo "$QUERY_STRING" | mail -s test "$to"
cat <<'EOF'
Content-Type: text/plain

To send a report, run:

    mail -s report "$QUERY_STRING" < report.txt
    /usr/sbin/sendmail $to
EOF
echo "Your address is $REMOTE_ADDR, your question $QUERY_STRING" | tr -cd 'a-zA-Z0-9 .,=\n'
