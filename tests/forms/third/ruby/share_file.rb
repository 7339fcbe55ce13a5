#!/usr/bin/ruby
# Tells a colleague that a file was put into the shared folder
require 'cgi'
require 'open3'

cgi = CGI.new
colleague = cgi['colleague'].strip
file = File.basename(cgi['file'].to_s)
hint = cgi['hint']

unless colleague =~ /\A\S+@\S+\z/
  cgi.out('text/plain') { 'Whom?' }
  exit
end

text = "A file was put into the shared folder: #{file}\n\n#{hint}\n"
_out, status = Open3.capture2('mail', '-s', 'New file', '--', colleague, stdin_data: text)
cgi.out('text/plain') { status.success? ? "#{colleague} was told." : 'Not sent.' }
