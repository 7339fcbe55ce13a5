#!/bin/sh
dept=$(echo "$QUERY_STRING" | sed -n 's/.*dept=\([^&]*\).*/\1/p')
case "$dept" in
    sales) to=sales@example.jp ;;
    support) to=support@example.jp ;;
    *)
        printf 'Status: 400 Bad Request\n\n'
        exit 0
        ;;
esac
printf 'A visitor of the page %s waits for an answer.\n' "$dept" | mail -s 'Visitor' "$to"
printf 'Content-Type: text/plain\n\nThank you.\n'
