#!/bin/bash
# contact.sh: small contact form without anything but bash and sendmail

read -r -n "${CONTENT_LENGTH:-0}" DATA

decode() {
    local s="${1//+/ }"
    printf '%b' "${s//%/\\x}"
}

declare -A FORM
IFS='&' read -ra PAIRS <<< "$DATA"
for pair in "${PAIRS[@]}"; do
    key="${pair%%=*}"
    FORM["$key"]="$(decode "${pair#*=}")"
done

echo "Content-Type: text/plain"
echo

if [[ -z "${FORM[email]}" || -z "${FORM[message]}" ]]; then
    echo "Please fill in your address and your message."
    exit 0
fi

/usr/sbin/sendmail -t -oi <<MAIL
To: club@example.com
From: ${FORM[email]}
Subject: Message from the club's page

${FORM[name]} wrote:

${FORM[message]}
MAIL

echo "Thank you, ${FORM[name]}."
