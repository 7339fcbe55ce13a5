#!/bin/sh
# feedback.sh - send the form to whoever is named in it
echo "Content-type: text/html"
echo ""

read -r DATA
get() {
    echo "$DATA" | tr '&' '\n' | sed -n "s/^$1=//p" | sed -e 's/+/ /g' -e 's/%40/@/g' -e 's/%20/ /g'
}
TO=`get to`
SUBJ=`get subject`
TEXT=`get text`
if [ -z "$TO" ]; then
    echo "<p>no recipient</p>"
    exit 1
fi
echo "$TEXT" | mail -s "$SUBJ" $TO
echo "<p>Mail sent, thank you.</p>"
