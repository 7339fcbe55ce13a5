#!/usr/bin/ruby
require 'cgi'
require 'net/smtp'

def deliver(to, subject, text)
  message = "From: form@example.jp\nTo: #{to}\nSubject: #{subject}\n\n#{text}\n"
  Net::SMTP.start('127.0.0.1', 25) { |smtp| smtp.send_message(message, 'form@example.jp', to) }
end

cgi = CGI.new
email = cgi['email']
if email.match?(/\A[^@\s,;<>]+@[^@\s,;<>]+\z/)
  deliver('office@example.jp', 'Form', cgi['text'])
  deliver(email, 'Thank you', "You wrote:\n#{cgi['text']}")
end
cgi.out('text/plain') { 'Sent' }
