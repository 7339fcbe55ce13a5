#!/usr/bin/env python3
# 資料ダウンロード申込。URLだけを返信する（入力内容は社内宛のみ）
import cgi
import re
import smtplib
from email.header import Header
from email.mime.text import MIMEText

INSIDE = "eigyou@example.jp"


def make(to, subject, text):
    m = MIMEText(text, "plain", "utf-8")
    m["From"] = INSIDE
    m["To"] = to
    m["Subject"] = Header(subject, "utf-8")
    return to, m.as_string()


form = cgi.FieldStorage()
mail = form.getfirst("mail", "")
company = form.getfirst("company", "")
print("Content-Type: text/html; charset=utf-8\n")
if not re.fullmatch(r"[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+", mail) or not company:
    print("<p>会社名とメールアドレスを確認してください。</p>")
else:
    letters = [
        make(INSIDE, "資料請求", f"会社名: {company}\nメール: {mail}\n"),
        make(mail, "資料のご案内", "資料は下記よりダウンロードできます。\nhttps://www.example.jp/shiryou.pdf\n"),
    ]
    with smtplib.SMTP("localhost") as smtp:
        for to, text in letters:
            smtp.sendmail(INSIDE, [to], text)
    print("<p>ご案内をお送りしました。</p>")
