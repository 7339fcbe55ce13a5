#!/usr/bin/env python3
"""Water level alerts: people leave their address, the gauge mails them later (elsewhere). The office is told now."""
from email.mime.text import MIMEText
from email.utils import parseaddr
from html import escape
from smtplib import SMTP
from urllib.parse import parse_qs
from wsgiref.handlers import CGIHandler

STATIONS = {"1": "Bridge", "2": "Mill", "3": "Harbour"}


def application(environ, start_response):
    size = int(environ.get("CONTENT_LENGTH") or 0)
    q = parse_qs(environ["wsgi.input"].read(size).decode("utf-8", "replace"))
    name, address = parseaddr(q.get("address", [""])[0])
    station = STATIONS.get(q.get("station", [""])[0])
    start_response("200 OK", [("Content-Type", "text/html; charset=utf-8")])
    if station is None or "@" not in address:
        return [b"<p>Please choose a station and give your address.</p>"]
    m = MIMEText("New subscriber for %s: %s (%s)\n" % (station, address, name), _charset="utf-8")
    m["From"] = "gauge@example.com"
    m["To"] = "water@example.com"
    m["Subject"] = "Subscriber for " + station
    with SMTP("localhost") as smtp:
        smtp.send_message(m)
    return ["<p>Noted: {}</p>".format(escape(address)).encode()]


CGIHandler().run(application)
