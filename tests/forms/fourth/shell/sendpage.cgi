#!/bin/bash
# mail this page to yourself
echo "Content-type: text/plain"; echo
read -N "$CONTENT_LENGTH" DATA
get() { echo "$DATA" | tr '&' '\n' | grep "^$1=" | cut -d= -f2- | python3 -c 'import sys,urllib.parse as u; sys.stdout.write(u.unquote_plus(sys.stdin.read().strip()))'; }
to=$(get to)
page=$(get page)
case "$page" in
  menu|hours|map) ;;
  *) echo "no such page"; exit 1 ;;
esac
if [ "${to#*@}" = "$to" ]; then
  echo "no address"
  exit 1
fi
words=$(get words)
( echo "See http://www.example.com/$page.html"; echo; echo "$words" ) | mail -s "Page: $page" "$to"
echo "Sent."
