#!/usr/bin/ruby
require 'cgi'
require 'net/smtp'

cgi = CGI.new
message = "From: form@example.jp\nSubject: For you\n\nLook at www.example.jp\n"
Net::SMTP.start('127.0.0.1', 25) do |smtp|
  smtp.send_message message, 'form@example.jp', cgi['to']
end
cgi.out('text/plain') { 'Sent' }
