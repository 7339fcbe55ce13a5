#!/usr/bin/ruby
require 'cgi'

cgi = CGI.new
email = cgi['email'].gsub(/[\r\n]+/, ' ')
IO.popen(['/usr/sbin/sendmail', '-t', '-oi'], 'w') do |pipe|
  pipe << "To: office@example.jp\n"
  pipe << "From: #{email}\n"
  pipe << "Subject: Form\n\n"
  pipe << cgi['text']
end
cgi.out('text/plain') { 'Sent' }
