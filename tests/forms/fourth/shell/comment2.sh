#!/bin/bash
# Comment form, second try: one line per header, nothing but printable characters
urldecode() {
    local s=${1//+/ }
    printf '%b' "${s//%/\\x}"
}
declare -A form
read -r -n "${CONTENT_LENGTH:-0}" post
IFS='&' read -ra parts <<< "$post"
for part in "${parts[@]}"; do
    key=${part%%=*}
    [[ $key =~ ^[a-z]+$ ]] || continue
    form[$key]=$(urldecode "${part#*=}")
done

name=$(printf '%s' "${form[name]}" | tr -cd '[:alnum:] .-')
mail=${form[mail]}
[[ $mail =~ ^[A-Za-z0-9._+-]+@[A-Za-z0-9.-]+$ ]] || mail=nobody@example.com

printf 'Content-Type: text/plain\r\n\r\n'
printf 'To: comments@example.com\nFrom: www@example.com\nReply-To: %s\nSubject: comment of %s\n\n%s\n' \
    "$mail" "$name" "${form[text]}" | /usr/sbin/sendmail -t -oi
echo "Thank you."
