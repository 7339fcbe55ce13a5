#!/usr/bin/ruby
require 'cgi'

ADDRESS = /\A[\w.+-]+@[\w.-]+\z/

cgi = CGI.new
email = cgi['email']
abort 'Invalid address' unless ADDRESS.match?(email)
message = <<~MAIL
  To: office@example.jp
  From: #{email}
  Subject: Form

  #{cgi['text']}
MAIL
IO.popen('/usr/sbin/sendmail -t', 'w') { |m| m.write(message) }
cgi.out('text/plain') { 'Sent' }
