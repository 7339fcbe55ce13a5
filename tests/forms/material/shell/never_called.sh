#!/bin/sh
notify() {
    echo "$2" | mail -s Notice "$1"
}
log() {
    echo "$1" >> /tmp/visits.txt
}
log "$QUERY_STRING"
# notify "$QUERY_STRING" "a visit"
printf 'Content-Type: text/plain\n\nCounted.\n'
