#!/usr/bin/env ruby
require 'cgi'

TO = 'info@hoshi-seisakusho.example'
cgi = CGI.new
email = cgi['email'].to_s
name = cgi['name'].to_s
body = cgi['body'].to_s

unless email =~ /^[\w.+-]+@[\w.-]+\.\w+$/
  cgi.out('text/html; charset=UTF-8') { 'メールアドレスが正しくありません' }
  exit
end

IO.popen('/usr/sbin/sendmail -t -i', 'w') do |io|
  io.puts "To: #{TO}"
  io.puts "From: #{email}"
  io.puts 'Subject: Otoiawase'
  io.puts 'Content-Type: text/plain; charset=UTF-8'
  io.puts
  io.puts "#{name} 様より\n\n#{body}"
end
print cgi.header('status' => 'REDIRECT', 'location' => '/thanks.html')
