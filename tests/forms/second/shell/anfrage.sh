#!/bin/sh
OLDIFS=$IFS
IFS='&'
for pair in $QUERY_STRING; do
    key=`echo "$pair" | cut -d= -f1`
    val=`echo "$pair" | cut -d= -f2- | sed 's/+/ /g'`
    eval "FORM_$key=\"$val\""
done
IFS=$OLDIFS

echo "Content-Type: text/html"
echo
if [ "$FORM_name" = "" ]; then
    echo "<b>Name fehlt</b>"
    exit 0
fi
(
    echo "Name: $FORM_name"
    echo "Telefon: $FORM_tel"
    echo "Nachricht: $FORM_msg"
) | mail -s "Anfrage" info@schreinerei-vogt.example
echo "<b>Danke, $FORM_name!</b>"
