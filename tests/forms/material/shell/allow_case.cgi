#!/bin/sh
dept=$(echo "$QUERY_STRING" | sed -n 's/.*dept=\([a-z]*\).*/\1/p')
case "$dept" in
    sales|support) to="$dept@example.com" ;;
    *) to="info@example.com" ;;
esac
msg=$(cat | sed 's/+/ /g')
{
    echo "To: $to"
    echo "From: web@example.com"
    echo "Subject: Request for ${dept:-nobody}"
    echo
    echo "$msg"
} | /usr/sbin/sendmail -t
printf 'Content-type: text/html\n\n<p>OK</p>\n'
