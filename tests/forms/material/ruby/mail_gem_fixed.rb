#!/usr/bin/ruby
require 'cgi'
require 'mail'

cgi = CGI.new
mail = Mail.new
mail.from = 'form@example.jp'
mail.to = 'office@example.jp'
mail.subject = 'Form'
mail.body = "#{cgi['email']}\n\n#{cgi['text']}"
mail.deliver
cgi.out('text/plain') { 'Sent' }
