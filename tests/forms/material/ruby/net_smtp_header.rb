#!/usr/bin/ruby
require 'cgi'
require 'net/smtp'

cgi = CGI.new
message = <<MESSAGE
From: #{cgi['name']} <#{cgi['email']}>
To: office@example.jp
Subject: Form

#{cgi['text']}
MESSAGE
smtp = Net::SMTP.new('127.0.0.1', 25)
smtp.start('www.example.jp')
smtp.sendmail(message, 'form@example.jp', ['office@example.jp'])
smtp.finish
cgi.out('text/plain') { 'Sent' }
