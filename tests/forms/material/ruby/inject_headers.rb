#!/usr/bin/ruby
require 'cgi'
cgi = CGI.new
fields = %w[name email message].each_with_object({}) { |key, all| all[key] = cgi[key].to_s }
head = { 'To' => 'team@example.com', 'From' => fields['email'], 'Subject' => 'Contact' }
text = head.inject('') { |sum, (key, value)| sum + "#{key}: #{value}\n" }
IO.popen(['/usr/sbin/sendmail', '-t'], 'w') { |mail| mail << text << "\n" << fields['message'] }
print cgi.header, 'ok'
