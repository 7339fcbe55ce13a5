#!/usr/bin/python3
# -*- coding: utf-8 -*-
"""お問い合わせ CGI"""
import cgi
import html
import smtplib
from email.header import Header
from email.mime.text import MIMEText

TO = "info@example.jp"

form = cgi.FieldStorage()
name = form.getfirst("name", "")
mail = form.getfirst("mail", "")
text = form.getfirst("text", "")

print("Content-Type: text/html; charset=utf-8\n")

if not (name and mail and text):
    print("<p>すべての項目を入力してください。</p>")
else:
    msg = MIMEText(text, "plain", "utf-8")
    msg["Subject"] = Header("お問い合わせ", "utf-8")
    msg["From"] = "form@example.jp"
    msg["To"] = TO
    msg["Reply-To"] = mail
    msg["X-Name"] = name.encode("ascii", "replace").decode()
    try:
        server = smtplib.SMTP("localhost")
        server.sendmail("form@example.jp", [TO], msg.as_string())
        server.quit()
        print("<p>%s 様、ありがとうございました。</p>" % html.escape(name))
    except Exception:
        print("<p>送信できませんでした。</p>")
