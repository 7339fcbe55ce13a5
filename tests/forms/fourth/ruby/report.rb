#!/usr/bin/ruby
# "wrong on the map?" - report to the map team
require 'cgi'

cgi = CGI.new
place = cgi['place'].gsub(/["']/, '')
text  = cgi['text']

if place == ''
  print cgi.header('type' => 'text/plain', 'status' => 'BAD_REQUEST')
  print 'Which place?'
  exit
end

File.write("/tmp/report-#{$$}", text)
`mail -s "map: #{place}" map@example.com < /tmp/report-#{$$}`
File.unlink("/tmp/report-#{$$}")

print cgi.header('text/plain')
print 'Thank you.'
