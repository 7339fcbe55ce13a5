#!/bin/bash
urldecode() { local v=${1//+/ }; printf '%b' "${v//%/\\x}"; }
to=$(urldecode "$(echo "$QUERY_STRING" | sed -n 's/.*to=\([^&]*\).*/\1/p')")
sh -c "echo 'You have a ticket.' | mail -s Ticket $to"
printf 'Content-Type: text/plain\n\nSent.\n'
