#!/bin/bash
# running club: sign up, with a copy to the runner
POST=$(cat)
val() {
  local v
  v=$(tr '&' '\n' <<< "$POST" | sed -n "s/^$1=//p" | sed 's/+/ /g; s/%/\\x/g')
  echo -e "$v"
}
name="$(val name | tr -d '\r\n')"
mail="$(val mail | tr -d '\r\n ,;')"
club="$(val club | tr -d '\r\n')"
echo -e "Content-Type: text/html\n"
if [[ "$mail" != *@*.* || "$mail" == -* || -z "$name" ]]; then
  echo "<p>name and mail, please</p>"
  exit
fi
for to in run@example.com "$mail"; do
  printf 'From: run@example.com\nTo: %s\nSubject: 10 km run\n\nName: %s\nClub: %s\n' "$to" "$name" "$club" | /usr/sbin/sendmail -oi -t
done
echo "<p>You are in.</p>"
