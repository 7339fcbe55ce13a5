#!/usr/bin/env bash
set -eu
declare -A field
declare -A address=([sales]=sales@example.com [help]=help@example.com)

urldecode() {
    local text=${1//+/ }
    printf '%b' "${text//%/\\x}"
}

IFS='&' read -r -n "${CONTENT_LENGTH:-0}" -a pairs || true
for pair in "${pairs[@]}"; do
    field[$(urldecode "${pair%%=*}")]=$(urldecode "${pair#*=}")
done

printf 'Content-Type: text/plain\r\n\r\n'
to=${address[${field[dept]:-help}]:-help@example.com}
from=${field[email]:-}
if [[ ! $from =~ ^[A-Za-z0-9._+-]+@[A-Za-z0-9.-]+$ ]]; then
    echo "Please give your address."
    exit
fi
/usr/sbin/sendmail -i -- "$to" <<EOT
To: $to
From: www@example.com
Reply-To: $from
Subject: Enquiry

${field[text]:-}
EOT
echo "Thank you."
