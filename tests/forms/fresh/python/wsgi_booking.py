#!/usr/bin/env python3
import re
import smtplib
from email.header import Header
from email.mime.text import MIMEText
from email.utils import formatdate
from urllib.parse import parse_qs
from wsgiref.handlers import CGIHandler

EMAIL = re.compile(r"^[A-Za-z0-9_.+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$")
HOTEL = "booking@example.it"


class Booking:
    fields = ("name", "email", "arrival", "departure", "wishes")

    def __init__(self, data):
        self.data = {key: data.get(key, [""])[0].strip() for key in self.fields}

    def errors(self):
        if not EMAIL.match(self.data["email"]):
            yield "email"
        for key in ("name", "arrival", "departure"):
            if not self.data[key]:
                yield key

    def text(self):
        return "\n".join(f"{key}: {value}" for key, value in self.data.items())


def mail(to, subject, text, reply_to=None):
    message = MIMEText(text, "plain", "utf-8")
    message["Subject"] = Header(subject, "utf-8")
    message["From"] = HOTEL
    message["To"] = to
    message["Date"] = formatdate()
    if reply_to:
        message["Reply-To"] = reply_to
    server = smtplib.SMTP("localhost", 25)
    server.sendmail(HOTEL, [to], message.as_string())
    server.quit()


def application(environ, start_response):
    size = int(environ.get("CONTENT_LENGTH") or 0)
    data = parse_qs(environ["wsgi.input"].read(size).decode("utf-8"))
    booking = Booking(data)
    errors = list(booking.errors())
    if errors:
        start_response("400 Bad Request", [("Content-Type", "text/plain")])
        return [("Please check: " + ", ".join(errors)).encode()]
    address = booking.data["email"]
    mail(HOTEL, "Booking request", booking.text(), address)
    mail(address, "Your booking request", "Grazie!\n\n" + booking.text())
    start_response("303 See Other", [("Location", "/grazie.html")])
    return [b""]


if __name__ == "__main__":
    CGIHandler().run(application)
