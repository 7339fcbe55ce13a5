#!/usr/local/bin/ruby
require 'cgi'
require 'net/smtp'
require 'kconv'

cgi = CGI.new
to = cgi.params['to'][0].to_s
from = 'circle@yama-no-kai.example'
comment = cgi.params['comment'][0].to_s

if to.index('@').nil?
  print "Content-Type: text/plain\r\n\r\nto?"
  exit
end

mail = ''
mail << "From: #{from}\n"
mail << "Subject: yama no kai\n"
mail << "Content-Type: text/plain; charset=ISO-2022-JP\n"
mail << "\n"
mail << Kconv.tojis("山の会のご案内です。\n" + comment + "\n")

Net::SMTP.start('localhost', 25) do |smtp|
  smtp.send_mail(mail, from, to)
end
print "Content-Type: text/plain\r\n\r\nsent"
