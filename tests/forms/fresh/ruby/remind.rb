#!/usr/bin/env ruby
# Mailing list: send the settings to the address if it is subscribed
require 'cgi'
require 'csv'
require 'net/smtp'

cgi = CGI.new
asked = cgi['address'].downcase.strip
member = nil
CSV.foreach(File.join(__dir__, 'list.csv'), headers: true) do |row|
  member = row if row['address'] == asked
end
if member
  text = ["From: list@example.org", "To: #{member['address']}", 'Subject: Your settings', '',
          "Digest: #{member['digest']}", "Asked from #{ENV['REMOTE_ADDR']}"].join("\r\n")
  Net::SMTP.start('localhost') do |smtp|
    smtp.send_message(text, 'list@example.org', member['address'])
  end
end
cgi.out('text/plain') { 'If the address is on the list, a mail was sent.' }
