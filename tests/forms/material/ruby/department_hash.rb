#!/usr/bin/ruby
require 'cgi'
require 'net/smtp'

DEPARTMENTS = { 'sales' => 'sales@example.jp', 'support' => 'support@example.jp' }.freeze

cgi = CGI.new
to = DEPARTMENTS.fetch(cgi['dept'], 'office@example.jp')
message = "From: form@example.jp\nTo: #{to}\nSubject: Question\n\n#{cgi['text']}\n"
Net::SMTP.start('127.0.0.1') { |smtp| smtp.send_message(message, 'form@example.jp', to) }
cgi.out('text/plain') { 'Sent' }
