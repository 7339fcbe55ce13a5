#!/bin/bash
read -r -n "${CONTENT_LENGTH:-0}" query
urldecode() { local v=${1//+/ }; printf '%b' "${v//%/\\x}"; }
for pair in ${query//&/ }; do
    case $pair in
        email=*) email=$(urldecode "${pair#email=}" | tr -d '\r\n') ;;
        text=*) text=$(urldecode "${pair#text=}") ;;
    esac
done
{
    echo "To: office@example.jp"
    echo "From: $email"
    echo "Subject: Form"
    echo
    echo "$text"
} | /usr/sbin/sendmail -t
printf 'Content-Type: text/html\n\n<p>Thank you.</p>\n'
