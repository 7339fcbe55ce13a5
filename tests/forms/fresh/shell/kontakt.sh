#!/bin/bash
# Kontaktformular
EMPFAENGER=info@example.de

dekodiere() {
    printf '%b' "$(echo "$1" | sed -e 's/+/ /g' -e 's/%\([0-9A-Fa-f][0-9A-Fa-f]\)/\\0x\1/g' -e 's/\\0x/\\x/g')"
}

if [ "$REQUEST_METHOD" = POST ]; then
    DATEN=$(head -c "$CONTENT_LENGTH")
else
    DATEN=$QUERY_STRING
fi

alte_ifs=$IFS
IFS='&'
for paar in $DATEN; do
    schluessel=${paar%%=*}
    wert=${paar#*=}
    case $schluessel in
        name) name=$(dekodiere "$wert") ;;
        email) email=$(dekodiere "$wert") ;;
        text) text=$(dekodiere "$wert") ;;
    esac
done
IFS=$alte_ifs

echo "Content-Type: text/html; charset=utf-8"
echo
if [ -z "$name" ] || [ -z "$email" ] || [ -z "$text" ]; then
    echo "<p>Bitte f&uuml;llen Sie alle Felder aus.</p>"
    exit 0
fi
{
    echo "To: $EMPFAENGER"
    echo "From: $name <$email>"
    echo "Subject: Kontaktformular"
    echo
    echo "$text"
} | /usr/sbin/sendmail -t
echo "<p>Vielen Dank!</p>"
