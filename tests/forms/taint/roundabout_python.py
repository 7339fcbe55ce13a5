"""Forms in python that take another way than a plain call: none is passed over in silence."""

from __future__ import annotations

from typing import Final

BEFORE: Final = (
    '#!/usr/bin/python3\nimport cgi,smtplib,sys,os,subprocess,socket\nf=cgi.FieldStorage(); t=f.getvalue("t")\n'
)
"""What stands before each of them."""

SCRIPTS: Final = {
    "plain": 'def go(t):\n    s=smtplib.SMTP("localhost"); s.sendmail("a@example.jp",[t],"Subject: s\\n\\nb")\ngo(t)',
    "getattr": 'def go(t):\n    s=smtplib.SMTP("localhost"); s.sendmail("a@example.jp",[t],"Subject: s\\n\\nb")\nimport sys\ngetattr(sys.modules[__name__],"go")(t)',
    "getattr2": 's=smtplib.SMTP("localhost")\ngetattr(s,"sendmail")("a@example.jp",[t],"b")',
    "getattr3": 's=smtplib.SMTP("localhost")\ngetattr(s,f.getvalue("m"))("a@example.jp",[t],"b")',
    "globals": 'def go(t):\n    s=smtplib.SMTP("localhost"); s.sendmail("a@example.jp",[t],"Subject: s\\n\\nb")\nglobals()["go"](t)',
    "globals2": 'def go(t):\n    s=smtplib.SMTP("localhost"); s.sendmail("a@example.jp",[t],"Subject: s\\n\\nb")\nglobals()[f.getvalue("a")](t)',
    "dict": 'def go(t):\n    s=smtplib.SMTP("localhost"); s.sendmail("a@example.jp",[t],"Subject: s\\n\\nb")\nd={"a":go,"b":print}\nd[f.getvalue("a")](t)',
    "dict2": 'def go(t):\n    s=smtplib.SMTP("localhost"); s.sendmail("a@example.jp",[t],"Subject: s\\n\\nb")\nd={"a":go}\nh=d.get(f.getvalue("a"))\nh(t)',
    "lambda": 'def go(t):\n    s=smtplib.SMTP("localhost"); s.sendmail("a@example.jp",[t],"Subject: s\\n\\nb")\ng=lambda x: go(x)\ng(t)',
    "lambda2": 'm=lambda x: smtplib.SMTP("localhost").sendmail("a@example.jp",[x],"b")\nm(t)',
    "deco": 'def go(t):\n    s=smtplib.SMTP("localhost"); s.sendmail("a@example.jp",[t],"Subject: s\\n\\nb")\ndef d(fn):\n    def w(*a,**k):\n        return fn(*a,**k)\n    return w\n@d\ndef run(x):\n    go(x)\nrun(t)',
    "deco3": 'import functools\ndef d(n):\n    def o(fn):\n        @functools.wraps(fn)\n        def w(*a):\n            return fn(*a)\n        return w\n    return o\n@d(1)\ndef run(x):\n    smtplib.SMTP("localhost").sendmail("a@example.jp",[x],"b")\nrun(t)',
    "star": 'def go(t):\n    s=smtplib.SMTP("localhost"); s.sendmail("a@example.jp",[t],"Subject: s\\n\\nb")\na=[t]\ngo(*a)',
    "kw": 'def go(t):\n    s=smtplib.SMTP("localhost"); s.sendmail("a@example.jp",[t],"Subject: s\\n\\nb")\ngo(**{"t":t})',
    "star2": 'def go(*a):\n    smtplib.SMTP("localhost").sendmail("a@example.jp",[a[0]],"b")\ngo(t)',
    "map": 'def go(t):\n    s=smtplib.SMTP("localhost"); s.sendmail("a@example.jp",[t],"Subject: s\\n\\nb")\nlist(map(go,[t]))',
    "comp": 'def go(t):\n    s=smtplib.SMTP("localhost"); s.sendmail("a@example.jp",[t],"Subject: s\\n\\nb")\n[go(x) for x in t.split(",")]',
    "partial": 'def go(t):\n    s=smtplib.SMTP("localhost"); s.sendmail("a@example.jp",[t],"Subject: s\\n\\nb")\nimport functools\np=functools.partial(go,t)\np()',
    "thread": 'def go(t):\n    s=smtplib.SMTP("localhost"); s.sendmail("a@example.jp",[t],"Subject: s\\n\\nb")\nimport threading\nthreading.Thread(target=go,args=(t,)).start()',
    "pool": 'def go(t):\n    s=smtplib.SMTP("localhost"); s.sendmail("a@example.jp",[t],"Subject: s\\n\\nb")\nfrom concurrent.futures import ThreadPoolExecutor\nThreadPoolExecutor().submit(go,t)',
    "atexit": 'def go(t):\n    s=smtplib.SMTP("localhost"); s.sendmail("a@example.jp",[t],"Subject: s\\n\\nb")\nimport atexit\natexit.register(go,t)',
    "class": 'class A:\n    def __init__(self,t): self.t=t\n    def send(self): smtplib.SMTP("localhost").sendmail("a@example.jp",[self.t],"b")\nA(t).send()',
    "call": 'class A:\n    def __call__(self,t): smtplib.SMTP("localhost").sendmail("a@example.jp",[t],"b")\nA()(t)',
    "del": 'class A:\n    def __init__(self,t): self.t=t\n    def __del__(self): smtplib.SMTP("localhost").sendmail("a@example.jp",[self.t],"b")\nA(t)',
    "prop": 'class A:\n    @property\n    def x(self): return t\nsmtplib.SMTP("localhost").sendmail("a@example.jp",[A().x],"b")',
    "getattr_m": 'class A:\n    def __getattr__(self,n): return t\nsmtplib.SMTP("localhost").sendmail("a@example.jp",[A().x],"b")',
    "fstr_m": 'class A:\n    def __str__(self): return t\nsmtplib.SMTP("localhost").sendmail("a@example.jp",[f"{A()}"],"b")',
    "inherit": 'class B:\n    def go(self,t): smtplib.SMTP("localhost").sendmail("a@example.jp",[t],"b")\nclass A(B): pass\nA().go(t)',
    "super": 'class B:\n    def go(self,t): smtplib.SMTP("localhost").sendmail("a@example.jp",[t],"b")\nclass A(B):\n    def go(self,t): super().go(t)\nA().go(t)',
    "static": 'class B:\n    @staticmethod\n    def go(t): smtplib.SMTP("localhost").sendmail("a@example.jp",[t],"b")\nB.go(t)',
    "genx": 'smtplib.SMTP("localhost").sendmail("a@example.jp",list(x for x in [t]),"b")',
    "exec": 'exec(f.getvalue("c"))\nsmtplib.SMTP("localhost").sendmail("a@example.jp",["b@example.jp"],"b")',
    "exec2": "exec(\"smtplib.SMTP('localhost').sendmail('a@example.jp',[t],'b')\")",
    "alias": 'm=smtplib.SMTP\nm("localhost").sendmail("a@example.jp",[t],"b")',
    "alias2": 's=smtplib.SMTP("localhost")\nsend=s.sendmail\nsend("a@example.jp",[t],"b")',
    "imp": '__import__("smtplib").SMTP("localhost").sendmail("a@example.jp",[t],"b")',
    "implib": 'import importlib\nimportlib.import_module("smtplib").SMTP("localhost").sendmail("a@example.jp",[t],"b")',
    "sock": 's=socket.create_connection(("192.0.2.1",25))\ns.sendall(("RCPT TO:<"+t+">\\r\\n").encode())',
    "sock2": 's=socket.socket()\ns.connect(("192.0.2.1",25))\ns.send(b"RCPT TO:<%s>\\r\\n" % t.encode())',
    "docmd": 's=smtplib.SMTP("localhost")\ns.docmd("RCPT TO:<%s>" % t)\ns.data("b")',
    "rcpt": 's=smtplib.SMTP("localhost")\ns.mail("a@example.jp")\ns.rcpt(t)\ns.data("b")',
    "listalias": 'a=[]\nb=a\nb.append(t)\nsmtplib.SMTP("localhost").sendmail("a@example.jp",a,"b")',
    "dictalias": 'a={}\nb=a\nb["t"]=t\nsmtplib.SMTP("localhost").sendmail("a@example.jp",[a["t"]],"b")',
    "argmut": 'def f(l): l.append(t)\na=[]\nf(a)\nsmtplib.SMTP("localhost").sendmail("a@example.jp",a,"b")',
    "argmut2": 'def f(d): d["t"]=t\na={}\nf(a)\nsmtplib.SMTP("localhost").sendmail("a@example.jp",[a["t"]],"b")',
    "global": 'x="a"\ndef i():\n    global x\n    x=t\ni()\nsmtplib.SMTP("localhost").sendmail("a@example.jp",[x],"b")',
    "deque": 'from collections import deque\nd=deque()\nd.append(t)\nsmtplib.SMTP("localhost").sendmail("a@example.jp",[d.pop()],"b")',
    "nt": 'from collections import namedtuple\nA=namedtuple("A","t")\na=A(t)\nsmtplib.SMTP("localhost").sendmail("a@example.jp",[a.t],"b")',
    "async": 'import asyncio,aiosmtplib\nasync def m():\n    await aiosmtplib.send("b",recipients=[t])\nasyncio.run(m())',
    "async2": 'def go(t):\n    s=smtplib.SMTP("localhost"); s.sendmail("a@example.jp",[t],"Subject: s\\n\\nb")\nimport asyncio\nasync def m():\n    go(t)\nasyncio.run(m())',
    "walrus": 'if (x:=t): smtplib.SMTP("localhost").sendmail("a@example.jp",[x],"b")',
    "matchst": 'match t:\n    case x: smtplib.SMTP("localhost").sendmail("a@example.jp",[x],"b")',
    "run_name": 'def main():\n    smtplib.SMTP("localhost").sendmail("a@example.jp",[t],"b")\nif __name__=="__main__":\n    main()',
    "curl": 'import pycurl\nc=pycurl.Curl()\nc.setopt(pycurl.URL,"smtp://localhost")\nc.setopt(pycurl.MAIL_RCPT,[t])\nc.perform()',
}
