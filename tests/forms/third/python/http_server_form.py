#!/usr/bin/env python3
"""Intercom page of the workshop, runs on the old NAS."""
import smtplib
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs


class Handler(BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def do_GET(self):
        self.reply(200, '<form method="post"><input name="from"><textarea name="text"></textarea><button>Call</button></form>')

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = parse_qs(body, keep_blank_values=True)
        get = lambda key: form.get(key, [""])[0]
        if not get("text"):
            self.reply(400, "text?")
            return
        self.server.hand_on(get("from"), get("text"))
        self.reply(200, "They come.")

    def reply(self, code, text):
        self.send_response(code)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(text.encode())


class Workshop(HTTPServer):
    masters = ("master@example.com", "deputy@example.com")

    def hand_on(self, who, text):
        head = {"From": "workshop@example.com", "To": ", ".join(self.masters), "Subject": f"{who or 'somebody'} is at the door"}
        lines = "".join(f"{k}: {v}\n" for k, v in head.items())
        with smtplib.SMTP("localhost", 2525) as smtp:
            smtp.sendmail(head["From"], self.masters, (lines + "\n" + text).encode())


if __name__ == "__main__":
    Workshop(("127.0.0.1", 5006), Handler).serve_forever()
