#!/bin/bash
decode() { local s="${1//+/ }"; echo -e "${s//%/\\x}"; }
send_mail() {
    local to=$1 subject=$2; shift 2
    { echo "To: $to"; echo "Subject: $subject"; echo "From: $REPLY_TO"; echo; echo "$*"; } | sendmail -t
}
IFS='&' read -ra parts <<< "$QUERY_STRING"
for part in "${parts[@]}"; do
    name=${part%%=*}
    data=$(decode "${part#*=}")
    [[ $name == email ]] && REPLY_TO=$data
    [[ $name == msg ]] && MSG=$data
done
send_mail office@example.com "Web" "$MSG"
echo "Content-type: text/plain"; echo; echo ok
