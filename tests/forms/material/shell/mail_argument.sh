#!/bin/sh
# Sends the brochure: /cgi-bin/brochure.sh?to=...
to=$(printf '%s' "$QUERY_STRING" | sed -n 's/^.*to=\([^&]*\).*$/\1/p' | sed 's/%40/@/g; s/+/ /g')
mail -s "Our brochure" "$to" <<EOF
Please find our brochure at www.example.jp/brochure.pdf
EOF
echo "Content-Type: text/plain"
echo
echo "Sent."
