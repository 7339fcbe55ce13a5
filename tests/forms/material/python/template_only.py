#!/usr/bin/python3
import cgi
import html

form = cgi.FieldStorage()
to = html.escape(form.getfirst("to", ""))
subject = html.escape(form.getfirst("subject", ""))
page = f"""Content-Type: text/html

<form action="/cgi-bin/sendmail.py" method="post">
<input type="hidden" name="to" value="{to}">
<input name="subject" value="{subject}">
</form>
<a href="mailto:{to}?subject={subject}">Write to us</a>
"""
print(page)
