"""Forms in ruby that take another way than a plain call: none is passed over in silence."""

from __future__ import annotations

from typing import Final

BEFORE: Final = '#!/usr/bin/ruby\nrequire "cgi"\nrequire "net/smtp"\nrequire "mail"\nc=CGI.new\nt=c["t"]\n'
"""What stands before each of them."""

SCRIPTS: Final = {
    "plain": 'def go(t)\n Net::SMTP.start("localhost"){|s| s.send_message("Subject: s\\n\\nb","a@example.jp",t)}\nend\ngo(t)',
    "send": 'def go(t)\n Net::SMTP.start("localhost"){|s| s.send_message("Subject: s\\n\\nb","a@example.jp",t)}\nend\nsend(:go,t)',
    "send2": 'def go(t)\n Net::SMTP.start("localhost"){|s| s.send_message("Subject: s\\n\\nb","a@example.jp",t)}\nend\nsend("go",t)',
    "public_send": 'def go(t)\n Net::SMTP.start("localhost"){|s| s.send_message("Subject: s\\n\\nb","a@example.jp",t)}\nend\nself.public_send(:go,t)',
    "__send__": 'def go(t)\n Net::SMTP.start("localhost"){|s| s.send_message("Subject: s\\n\\nb","a@example.jp",t)}\nend\n__send__(:go,t)',
    "method": 'def go(t)\n Net::SMTP.start("localhost"){|s| s.send_message("Subject: s\\n\\nb","a@example.jp",t)}\nend\nm=method(:go)\nm.call(t)',
    "method2": 'def go(t)\n Net::SMTP.start("localhost"){|s| s.send_message("Subject: s\\n\\nb","a@example.jp",t)}\nend\nm=method(:go)\nm.(t)',
    "lambda": 'def go(t)\n Net::SMTP.start("localhost"){|s| s.send_message("Subject: s\\n\\nb","a@example.jp",t)}\nend\nf=->(x){go(x)}\nf.call(t)',
    "lambda2": 'def go(t)\n Net::SMTP.start("localhost"){|s| s.send_message("Subject: s\\n\\nb","a@example.jp",t)}\nend\nf=lambda{|x| go(x)}\nf[t]',
    "lambda3": 'def go(t)\n Net::SMTP.start("localhost"){|s| s.send_message("Subject: s\\n\\nb","a@example.jp",t)}\nend\nf=proc{|x| go(x)}\nf.(t)',
    "hash2": 'def go(t)\n Net::SMTP.start("localhost"){|s| s.send_message("Subject: s\\n\\nb","a@example.jp",t)}\nend\nh={"a"=>->(x){go(x)}}\nh[c["a"]].call(t)',
    "hash3": 'def go(t)\n Net::SMTP.start("localhost"){|s| s.send_message("Subject: s\\n\\nb","a@example.jp",t)}\nend\nh={"a"=>:go}\nsend(h[c["a"]],t)',
    "define2": 'class A\n define_method(:go) do |t|\n Net::SMTP.start("localhost"){|s| s.send_message("b","a@example.jp",t)}\n end\nend\nA.new.go(t)',
    "missing": 'class A\n def method_missing(n,*a)\n Net::SMTP.start("localhost"){|s| s.send_message("b","a@example.jp",a[0])}\n end\nend\nA.new.go(t)',
    "block": 'def w(x,&b)\n b.call(x)\nend\nw(t){|y| Net::SMTP.start("localhost"){|s| s.send_message("b","a@example.jp",y)}}',
    "mixin": 'module M\n def go(t)\n Net::SMTP.start("localhost"){|s| s.send_message("b","a@example.jp",t)}\n end\nend\nclass A\n include M\nend\nA.new.go(t)',
    "extend": 'module M\n def go(t)\n Net::SMTP.start("localhost"){|s| s.send_message("b","a@example.jp",t)}\n end\nend\nextend M\ngo(t)',
    "modf": 'module M\n def self.go(t)\n Net::SMTP.start("localhost"){|s| s.send_message("b","a@example.jp",t)}\n end\nend\nM.go(t)',
    "inherit": 'class B\n def go(t)\n Net::SMTP.start("localhost"){|s| s.send_message("b","a@example.jp",t)}\n end\nend\nclass A<B;end\nA.new.go(t)',
    "struct": 'A=Struct.new(:t)\na=A.new(t)\nNet::SMTP.start("localhost"){|s| s.send_message("b","a@example.jp",a.t)}',
    "to_s": 'class A\n def initialize(t)\n @t=t\n end\n def to_s\n @t\n end\nend\nNet::SMTP.start("localhost"){|s| s.send_message("b","a@example.jp","#{A.new(t)}")}',
    "eval": 'eval(c["x"])\nNet::SMTP.start("localhost"){|s| s.send_message("b","a@example.jp","x@example.jp")}',
    "argmut": 'def f(l,t)\n l<<t\nend\na=[]\nf(a,t)\nNet::SMTP.start("localhost"){|s| s.send_message("b","a@example.jp",a)}',
    "at_exit": 'def go(t)\n Net::SMTP.start("localhost"){|s| s.send_message("Subject: s\\n\\nb","a@example.jp",t)}\nend\nat_exit { Net::SMTP.start("localhost"){|s| s.send_message("b","a@example.jp",t)} }',
    "thread": 'def go(t)\n Net::SMTP.start("localhost"){|s| s.send_message("Subject: s\\n\\nb","a@example.jp",t)}\nend\nThread.new { Net::SMTP.start("localhost"){|s| s.send_message("b","a@example.jp",t)} }.join',
    "const_get": 'class A\n def go(t)\n Net::SMTP.start("localhost"){|s| s.send_message("b","a@example.jp",t)}\n end\nend\nObject.const_get("A").new.go(t)',
    "instance": 'class A\n def initialize(t)\n @t=t\n end\n def go\n Net::SMTP.start("localhost"){|s| s.send_message("b","a@example.jp",@t)}\n end\nend\nA.new(t).go',
    "global": '$t=t\ndef go\n Net::SMTP.start("localhost"){|s| s.send_message("b","a@example.jp",$t)}\nend\ngo',
    "sock": 'require "socket"\ns=TCPSocket.new("192.0.2.1",25)\ns.puts "RCPT TO:<#{t}>"',
    "mailloop": '["x@example.jp",t].each do |a|\n Mail.deliver do\n to a\n from "a@example.jp"\n subject "s"\n body "b"\n end\nend',
    "mailblk": 'm=Mail.new\nm.to=t\nm.from="a@example.jp"\nm.body="b"\nm.deliver!',
    "mailtap": 'Mail.new.tap{|m| m.to=t; m.body="b"; m.deliver }',
    "then": 't.then{|x| Net::SMTP.start("localhost"){|s| s.send_message("b","a@example.jp",x)}}',
    "case": 'case t\nwhen /x/ then Net::SMTP.start("localhost"){|s| s.send_message("b","a@example.jp",t)}\nend',
    "open3": 'require "open3"\nOpen3.popen3("/usr/sbin/sendmail -t"){|i,o,e,w| i.puts "To: #{t}\\n\\nb"}',
    "pipe": 'open("|/usr/sbin/sendmail -t","w"){|f| f.puts "To: #{t}\\n\\nb"}',
}
