#!/usr/bin/ruby
require 'cgi'

cgi = CGI.new
email = cgi['email']
unless email =~ /^[\w.+-]+@[\w.-]+$/
  cgi.out('text/plain') { 'Invalid address' }
  exit
end
IO.popen('/usr/sbin/sendmail -t', 'w') { |m| m.print "To: office@example.jp\nFrom: #{email}\nSubject: Form\n\n#{cgi['text']}\n" }
cgi.out('text/plain') { 'Sent' }
