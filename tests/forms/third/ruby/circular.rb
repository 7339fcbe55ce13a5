#!/usr/bin/ruby
require 'cgi'
require 'net/smtp'

# Circular letter of the choir. The page has the singers' addresses as check boxes.
cgi = CGI.new('html4')
singers = cgi.params['singer'] || []
text = cgi['text']

if singers.empty? or text == ''
  print cgi.header('text/plain'), "Whom, and what?\n"
  exit
end

letter = ["From: choir@example.com", "To: choir@example.com", "Subject: Circular", '', text].join("\r\n")

begin
  Net::SMTP.start('localhost', 1025, 'www.example.com') do |smtp|
    singers.each do |address|
      next unless address.include?('@')
      smtp.send_message letter, 'choir@example.com', address.strip
    end
  end
  print cgi.header('text/plain'), "Sent to #{singers.size}.\n"
rescue StandardError => e
  print cgi.header('text/plain'), "Error.\n"
end
