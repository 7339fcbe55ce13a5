#!/usr/bin/env ruby
# 部活の合宿申込
require 'cgi'
require 'net/smtp'

cgi = CGI.new
name  = cgi['name'].to_s
email = cgi['email'].to_s
grade = cgi['grade'].to_i

unless email =~ /^[\w.+\-]+@[\w\-.]+$/
  cgi.out('text/plain') { 'mail address?' }
  exit
end

msg = <<MAIL
From: #{email}
To: gasshuku@example.jp
Subject: gasshuku

name: #{name}
grade: #{grade}
MAIL

Net::SMTP.start('localhost', 25) do |smtp|
  smtp.send_message(msg, 'web@example.jp', 'gasshuku@example.jp')
end
cgi.out('text/plain') { 'thank you' }
