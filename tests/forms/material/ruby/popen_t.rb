#!/usr/bin/ruby
require 'cgi'

cgi = CGI.new
IO.popen('/usr/sbin/sendmail -t -oi', 'w') do |pipe|
  pipe.puts "To: #{cgi['to']}"
  pipe.puts 'From: card@example.jp'
  pipe.puts 'Subject: A card'
  pipe.puts
  pipe.puts cgi['text']
end
cgi.out('text/plain') { 'Sent' }
