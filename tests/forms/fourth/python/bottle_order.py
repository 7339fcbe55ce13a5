#!/usr/bin/env python3
from bottle import post, request, response, route, run
import smtplib

# お弁当の注文
MENU = {"makunouchi": 850, "sake": 780, "tonkatsu": 900}


@route("/")
def index():
    return "<form method=post action=/order>...</form>"


@post("/order")
def order():
    lines, total = [], 0
    for item, price in MENU.items():
        n = request.forms.get(item, type=int) or 0
        if n:
            lines.append("%s x %d" % (item, n))
            total += n * price
    email = request.forms.getunicode("email", "")
    where = request.forms.getunicode("where", "")
    if not total or not where:
        response.status = 400
        return "注文が空です"
    text = "\n".join(lines) + "\ntotal %d yen\n" % total
    message = "From: bento@example.jp\r\nTo: %s\r\nSubject: bento\r\n\r\n%s\r\ndeliver to: %s\r\n" % (email, text, where)
    s = smtplib.SMTP("localhost")
    s.sendmail("bento@example.jp", ["bento@example.jp", email], message.encode("utf-8"))
    s.quit()
    return "ありがとうございます"


run(host="127.0.0.1", port=3204, quiet=True)
