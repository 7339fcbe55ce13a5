#!/bin/sh
# cron: tells the administrator about full disks
used=$(df -P / | awk 'NR == 2 { sub("%", "", $5); print $5 }')
if [ "${used:-0}" -gt 0 ]; then
    df -h | mail -s "Disk of $(uname -n) is ${used}% full" root@example.jp
fi
