#!/usr/bin/ruby
require 'cgi'
require 'shellwords'
cgi = CGI.new('html4')
who = cgi['who'].to_s
text = cgi['text'].to_s
dept = { 'a' => 'a@example.com', 'b' => 'b@example.com' }[cgi['dept']]
if dept.nil? || text.empty?
  print "Content-Type: text/plain\n\nPlease choose a department and write a text.\n"
  exit
end
out = `echo #{Shellwords.escape(text)} | mail -s "Notice from #{who}" #{dept} 2>&1`
print "Content-Type: text/plain\n\n", $?.success? ? 'Sent.' : out
