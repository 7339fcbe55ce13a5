#!/usr/bin/env python3
"""A plain WSGI application: questions to the desks of the library."""
import smtplib
from email.message import EmailMessage
from urllib.parse import parse_qsl
from wsgiref.simple_server import make_server

DESKS = {
    "lending": "lending@example.com",
    "maps": "maps@example.com",
    "music": "music@example.com",
}


def strip_controls(text):
    return "".join(c if c.isprintable() else " " for c in text)


def ask(fields):
    desk = DESKS[fields["desk"]]
    message = EmailMessage()
    message["From"] = "www@example.com"
    message["To"] = desk
    message["Subject"] = strip_controls("Question: " + fields.get("about", ""))
    message.set_content(fields["question"])
    with smtplib.SMTP("localhost", 1025) as smtp:
        smtp.send_message(message)


def application(environ, start_response):
    size = int(environ.get("CONTENT_LENGTH") or 0)
    fields = dict(parse_qsl(environ["wsgi.input"].read(size).decode("utf-8", "replace")))
    try:
        ask(fields)
    except KeyError as missing:
        start_response("400 Bad Request", [("Content-Type", "text/plain")])
        return [f"{missing} please\n".encode()]
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"The desk will answer.\n"]


if __name__ == "__main__":
    make_server("127.0.0.1", 5005, application).serve_forever()
