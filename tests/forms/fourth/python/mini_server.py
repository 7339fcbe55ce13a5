#!/usr/bin/env python3
"""The little server behind nginx for the repair cafe's form."""
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs
import subprocess


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        length = int(self.headers.get("Content-Length", 0))
        form = parse_qs(self.rfile.read(length).decode())
        first = lambda k: form.get(k, [""])[0]
        thing, owner, when = first("thing"), first("owner"), first("when")
        if not thing:
            return self.reply(400, "What is broken?")
        subject = "Repair: " + thing
        cmd = 'echo "%s comes on %s" | mail -s "%s" repair@example.com' % (
            owner.replace('"', ""), when.replace('"', ""), subject.replace('"', ""))
        subprocess.call(cmd, shell=True)
        self.reply(200, "See you at the cafe")

    def reply(self, code, text):
        self.send_response(code)
        self.send_header("Content-Type", "text/plain")
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *args):
        pass


HTTPServer(("127.0.0.1", 3205), Handler).serve_forever()
