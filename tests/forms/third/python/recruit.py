#!/usr/bin/env python3
# 採用応募 (添付あり)
import cgi
import os
import smtplib
from email import encoders
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.utils import formatdate, parseaddr

form = cgi.FieldStorage()
print("Content-Type: text/html; charset=utf-8\n")

_, address = parseaddr(form.getfirst("email", ""))
if not address or "file" not in form or not form["file"].filename:
    print("メールアドレスと履歴書が必要です")
    raise SystemExit

msg = MIMEMultipart()
msg["To"] = "saiyou@example.jp"
msg["From"] = "form@example.jp"
msg["Date"] = formatdate(localtime=True)
msg["Subject"] = "Application"
msg.attach(MIMEText("name: %s\naddress: %s\n" % (form.getfirst("name", ""), address), "plain", "utf-8"))

part = MIMEBase("application", "octet-stream")
part.set_payload(form["file"].file.read())
encoders.encode_base64(part)
part.add_header("Content-Disposition", "attachment", filename="resume" + os.path.splitext(form["file"].filename)[1][:5])
msg.attach(part)

with smtplib.SMTP("localhost") as smtp:
    smtp.sendmail("form@example.jp", ["saiyou@example.jp"], msg.as_bytes())
print("ご応募ありがとうございました")
