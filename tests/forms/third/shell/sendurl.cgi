#!/bin/bash
# sendurl.cgi?to=...&url=...  mails a link, used by the "mail this" bookmarklet
saveIFS=$IFS
IFS='=&'
parm=($QUERY_STRING)
IFS=$saveIFS

to=""
url=""
for ((i = 0; i < ${#parm[@]}; i += 2)); do
    case "${parm[i]}" in
        to) to=$(echo "${parm[i+1]}" | sed 's/%40/@/g; s/%2[cC]/,/g; s/[^A-Za-z0-9@.,_-]//g') ;;
        url) url=$(printf '%b' "${parm[i+1]//%/\\x}") ;;
    esac
done

echo "Content-type: text/html"
echo ""

if [ -z "$to" ] || [ "${url:0:7}" != "http://" ]; then
    echo "<p>usage: sendurl.cgi?to=ADDRESS&amp;url=URL</p>"
    exit
fi

(
    echo "From: bookmarks@example.com"
    echo "To: $to"
    echo "Subject: a link"
    echo
    echo "$url"
) | /usr/lib/sendmail -t

echo "<p>Sent.</p>"
