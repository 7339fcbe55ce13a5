#!/usr/bin/python3
# -*- coding: euc-jp -*-
# ご意見箱 (python2 から移行)
import cgi, os, re

SENDMAIL = "/usr/sbin/sendmail"

form = cgi.FieldStorage(encoding="euc-jp")
iken = form.getvalue("iken", "")
mail = form.getvalue("mail", "")

print("Content-Type: text/html; charset=EUC-JP\n", flush=True)

if not re.match(r"[a-zA-Z0-9._-]+@[a-zA-Z0-9.-]+", mail):
    print("<p>mail address?</p>")
elif iken.strip() == "":
    print("<p>comment?</p>")
else:
    p = os.popen("%s -t -i" % SENDMAIL, "w")
    p.write("To: gikai@example.jp\n")
    p.write("From: %s\n" % mail)
    p.write("Subject: goiken\n")
    p.write("\n")
    p.write(iken.encode("iso-2022-jp", "replace").decode("ascii", "replace"))
    sts = p.close()
    if sts is None:
        print("<p>thank you</p>")
    else:
        print("<p>Sendmail exit status", sts, "</p>")
