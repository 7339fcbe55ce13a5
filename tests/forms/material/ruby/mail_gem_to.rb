#!/usr/bin/ruby
require 'cgi'
require 'mail'

cgi = CGI.new
mail = Mail.new do
  from    'card@example.jp'
  to      cgi['to']
  subject 'A greeting'
  body    cgi['text']
end
mail.delivery_method :sendmail
mail.deliver!
cgi.out('text/plain') { 'Sent' }
