#!/bin/sh
# subscribe to the list: mails a request on behalf of the visitor
read -r body
email=`echo "$body" | sed 's/^email=//;s/&.*$//;s/%40/@/'`
LIST=members-request@example.org
echo "Content-type: text/html"
echo ""
case "$email" in
  *@*) ;;
  *) echo "No address"; exit ;;
esac
echo "subscribe address=$email" | mail -s subscribe $LIST
echo "You asked for membership. Wait for our answer." | mail -s "Your request" $email
echo "<p>Thanks, $email</p>"
