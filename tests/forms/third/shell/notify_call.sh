#!/bin/bash
# "ring the bell": mails to the member of staff in the path, e.g. notify_call.sh/keiko
# Shell variables are set by the helper below.
. ./formlib.sh

form_read
who=${PATH_INFO#/}
note=$(form_value note)
caller=$(form_value caller)

echo "Content-type: text/plain"
echo
address=$(awk -v w="$who" '$1 == w { print $2; exit }' staff.txt)
if [ -z "$address" ]; then
    echo "Nobody of that name."
    exit 0
fi

bash -c "mail -s 'Somebody is here: $caller' $address" <<< "$note"
echo "The bell has been rung."
