#!/bin/sh
# guest book, the oldest script on this host. Variables come from the form.
eval $(cat | tr '&' ';' | sed -e 's/+/\\ /g' -e "s/%27//g" -e 's/%40/@/g' -e 's/%2E/./g' -e 's/%/_/g')

cat <<HTML
Content-Type: text/html

<html><head><title>Guest book</title></head><body>
HTML

if [ "$entry" = "" ]; then
    echo "<p>Please write something.</p></body></html>"
    exit 0
fi

echo "$name: $entry" >> guests.txt

mail -s "guest book" webmaster@example.com << END
New entry from $name

$entry
END

echo "<p>Thank you. You are guest number" $(wc -l < guests.txt) "</p>"
echo "</body></html>"
