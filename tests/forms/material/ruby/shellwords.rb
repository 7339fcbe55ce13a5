#!/usr/bin/ruby
require 'cgi'
require 'shellwords'

cgi = CGI.new
text = Shellwords.escape("Call #{cgi['name']}")
system("echo #{text} | mail -s callback office@example.jp")
cgi.out('text/plain') { 'We shall call.' }
