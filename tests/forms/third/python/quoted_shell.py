#!/usr/bin/env python3
"""Booking of the laundry room; the house has the mail command only."""
import cgi
import os
import shlex

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat")

form = cgi.FieldStorage()
day = form.getfirst("day", "")
tenant = " ".join(form.getfirst("tenant", "").split())
wish = form.getfirst("wish", "")

print("Content-Type: text/plain; charset=utf-8\n", flush=True)
if day not in DAYS or not tenant:
    print("Day and name, please.")
else:
    subject = f"Laundry {day}: {tenant}"
    command = f"printf '%s\\n' {shlex.quote(wish)} | mail -s {shlex.quote(subject)} laundry@example.com"
    if os.system(command) == 0:
        print("Booked.")
    else:
        print("Please use the list on the door.")
