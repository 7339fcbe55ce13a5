#!/usr/bin/env python3
"""予約フォーム。店と予約者の両方に送信する。"""
import re
import smtplib
from dataclasses import dataclass
from email.message import EmailMessage

from flask import Flask, request

app = Flask(__name__)
ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+", re.ASCII)


@dataclass
class Booking:
    name: str
    mail: str
    date: str
    request: str = ""

    @classmethod
    def from_form(cls, form):
        return cls(form.get("name", ""), form.get("mail", ""), form.get("date", ""), form.get("request", ""))

    def valid(self):
        return bool(ADDRESS.fullmatch(self.mail) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", self.date) and self.name)

    def text(self):
        return f"お名前: {self.name}\n日付: {self.date}\nご要望:\n{self.request}\n"


def post(to, subject, text):
    m = EmailMessage()
    m["From"] = "yoyaku@example.jp"
    m["To"] = to
    m["Subject"] = subject
    m.set_content(text)
    with smtplib.SMTP("localhost", 2525) as s:
        s.send_message(m)


@app.post("/yoyaku")
def yoyaku():
    booking = Booking.from_form(request.form)
    if not booking.valid():
        return "入力に誤りがあります", 400
    post("yoyaku@example.jp", "新しい予約", booking.text())
    post(booking.mail, "ご予約ありがとうございます", booking.text() + "\n当日お待ちしております。\n")
    return "予約を受け付けました"


if __name__ == "__main__":
    app.run(port=5001)
