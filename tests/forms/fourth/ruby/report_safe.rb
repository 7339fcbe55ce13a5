#!/usr/bin/ruby
require 'cgi'
require 'open3'
require 'shellwords'

cgi = CGI.new
place = cgi['place']
text  = cgi['text']
kind  = %w[path house water].include?(cgi['kind']) ? cgi['kind'] : 'other'

subject = "map (#{kind}): " + place.tr("\r\n", '  ')
out, status = Open3.capture2e("mail -s #{Shellwords.escape(subject)} map@example.com",
                              stdin_data: text.lines.map { |l| "| #{l}" }.join)
print cgi.header('type' => 'text/plain')
print status.success? ? 'Thank you.' : 'Could not send: ' + out.lines.first.to_s
