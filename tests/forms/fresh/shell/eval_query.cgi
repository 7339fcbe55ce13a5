#!/bin/bash
eval $(echo "$QUERY_STRING" | sed -e 's/&/;/g' -e 's/+/ /g')
echo "Content-type: text/plain"
echo
if [ -z "$msg" ]; then
  echo "no message"
  exit 1
fi
echo "$msg" | mail -s "Message from the kiosk" kiosk@example.com && echo sent
