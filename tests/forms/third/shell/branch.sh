#!/bin/bash
set -u
# Which branch should call you back?

getvar() {
    local pair
    local IFS='&'
    for pair in $POSTED; do
        if [[ $pair == "$1="* ]]; then
            pair=${pair#*=}
            pair=${pair//+/ }
            printf '%b' "${pair//%/\\x}"
            return
        fi
    done
}

POSTED=$(head -c "${CONTENT_LENGTH:-0}")
branch=$(getvar branch)
phone=$(getvar phone)

printf 'Content-Type: text/plain\r\n\r\n'

case "$branch" in
    north) rcpt=north@example.com ;;
    south) rcpt=south@example.com ;;
    *)     rcpt=office@example.com ;;
esac

if ! [[ $phone =~ ^[0-9+\ /-]{5,20}$ ]]; then
    echo 'Please give us your number.'
    exit 0
fi

mail -s "Call back $phone" "$rcpt" <<< "Please call $phone. Best time: $(getvar time)"
echo 'We will call you back.'
