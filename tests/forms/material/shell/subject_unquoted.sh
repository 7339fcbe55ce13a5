#!/bin/sh
subject=$(echo "$QUERY_STRING" | sed -n 's/.*subject=\([^&]*\).*/\1/p' | sed 's/+/ /g; s/%20/ /g; s/%40/@/g')
echo "Somebody asks to be called." | mail -s $subject office@example.jp
echo "Content-Type: text/plain"
echo ""
echo "We shall call you."
