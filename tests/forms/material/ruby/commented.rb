#!/usr/bin/ruby
require 'cgi'

=begin
IO.popen("/usr/sbin/sendmail #{cgi['to']}", 'w')
=end

# `mail #{cgi['to']}`
cgi = CGI.new
help = 'IO.popen("/usr/sbin/sendmail -t") { |m| m.puts "To: #{cgi[\'to\']}" }'
File.open('/tmp/guests.txt', 'a') { |file| file.puts cgi['to'], cgi['text'] }
cgi.out('text/plain') { "Thank you. Do not write: #{help}" }

__END__
system("sendmail #{cgi['to']}")
