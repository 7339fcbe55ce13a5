#!/usr/bin/ruby
# Alumni write to each other: the id is looked up, the address stays secret
require 'cgi'
require 'net/smtp'

ALUMNI = { '101' => 'eva@example.com', '102' => 'finn@example.com', '103' => 'gia@example.com' }

def header(name, value)
  "#{name}: #{value}\r\n"
end

cgi = CGI.new
address = ALUMNI[cgi['id']]
sender = cgi['sender']
unless address && !cgi['text'].empty?
  cgi.out('text/plain') { 'No such person, or no text.' }
  exit
end

message = +''
message << header('From', 'alumni@example.com')
message << header('Reply-To', sender)
message << header('Subject', 'A letter from an old friend')
message << "\r\n" << cgi['text']

Net::SMTP.start('localhost', 25) { |s| s.send_message(message, 'alumni@example.com', address) }

if sender =~ /[\r\n]/
  warn "alumni.rb: line break from #{ENV['REMOTE_ADDR']}"
end
cgi.out('text/plain') { 'Your letter is on its way.' }
