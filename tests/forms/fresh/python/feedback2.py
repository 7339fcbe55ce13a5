#!/usr/bin/python3
# feedback form, once written for Python 2
import cgi, os, sys, time

SENDMAIL = "/usr/sbin/sendmail"

form = cgi.FieldStorage()
def field(n):
    if n in form:
        return form[n].value
    return ""

print("Content-type: text/html\n")
name = field("name")
mail = field("mail")
text = field("text")
if name == "" or mail.find("@") < 1:
    print("<b>Name and mail, please.</b>")
    sys.exit(0)

p = os.popen("%s -t" % SENDMAIL, "w")
p.write("To: webmaster@example.org\n")
p.write("From: %s <%s>\n" % (name, mail))
p.write("Subject: Feedback %s\n" % time.strftime("%Y-%m-%d"))
p.write("\n")
p.write(text + "\n")
sts = p.close()
if sts:
    print("Sendmail exit status", sts)
else:
    print("<b>Thanks!</b>")
