#!/usr/bin/env python3
"""Guest book in SQLite; the owner gets a notice of each entry."""
import cgi
import contextlib
import html
import os
import smtplib
import sqlite3

DB = os.path.join(os.path.dirname(os.path.abspath(__file__)), "guestbook.sqlite")
OWNER = "owner@example.com"


def database():
    db = sqlite3.connect(DB)
    db.execute("create table if not exists entry (id integer primary key, name text, mail text, text text)")
    return contextlib.closing(db)


def notice(number):
    with database() as db:
        name, mail, text = db.execute("select name, mail, text from entry where id = ?", (number,)).fetchone()
    lines = [
        "From: guestbook@example.com",
        "To: " + OWNER,
        "Reply-To: " + (mail or OWNER),
        "Subject: new entry no. %d" % number,
        "",
        "%s wrote:" % name,
        text,
    ]
    smtp = smtplib.SMTP("localhost")
    smtp.sendmail(OWNER, [OWNER], "\r\n".join(lines).encode("utf-8"))
    smtp.quit()


form = cgi.FieldStorage()
print("Content-Type: text/html; charset=utf-8\n")
if form.getfirst("text"):
    with database() as db:
        row = [form.getfirst(k, "")[:500] for k in ("name", "mail", "text")]
        number = db.execute("insert into entry (name, mail, text) values (?, ?, ?)", row).lastrowid
        db.commit()
    notice(number)
with database() as db:
    for name, text in db.execute("select name, text from entry order by id desc limit 20"):
        print("<p><b>%s</b> %s</p>" % (html.escape(name), html.escape(text)))
