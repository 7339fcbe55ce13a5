#!/bin/sh
# Stands in for sendmail, mail and their kin: keeps its arguments and its input in the spool, and succeeds.
# Under /m it is a mark that only an injected command calls; it leaves the input alone.
PATH=/usr/bin
umask 077
kept=$(mktemp -d /spool/XXXXXXXXXXXX) || exit 75
printf '%s\0' "$0" "$@" | head -c 65536 >"$kept/argv"
case $0 in
/m/* | /hiyari/bin/mark-*) exit 0 ;;
esac
head -c 262144 >"$kept/data"
head -c 16777216 >/dev/null
exit 0
