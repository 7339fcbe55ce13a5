#!/usr/bin/ruby
# release notes by mail to the department
require 'cgi'

cgi = CGI.new
version = cgi['version']
author = cgi['author'].tr('"$', '')
print "Content-Type: text/plain\r\n\r\n"

unless version =~ /^\d+\.\d+/
  puts 'version?'
  exit
end

log = `date`
result = `echo "Release #{version} by #{author}" | mail -s "Release #{version}" dept@example.com 2>&1`
File.open('/tmp/release.log', 'a') { |f| f.puts log, result }
puts 'announced'
