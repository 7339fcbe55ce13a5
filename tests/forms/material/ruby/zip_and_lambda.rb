#!/usr/bin/env ruby
require 'cgi'
cgi = CGI.new
send_to = lambda do |to, subject, body|
  IO.popen('/usr/sbin/sendmail -t', 'w') { |io| io.write("To: #{to}\nFrom: news@example.com\nSubject: #{subject}\n\n#{body}\n") }
end
%w[news@example.com archive@example.com].zip(%w[Subscription Copy]).each do |to, subject|
  send_to.call(to, subject, "#{cgi['name']} wants the newsletter")
end
cgi.out { 'Thank you' }
