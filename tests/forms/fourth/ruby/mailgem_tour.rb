#!/usr/bin/ruby
# guided tour, with the mail gem
require 'cgi'
require 'mail'

Mail.defaults { delivery_method :smtp, address: 'localhost', port: 25, enable_starttls_auto: false }
cgi = CGI.new
guide = { 'castle' => 'castle@example.com', 'river' => 'river@example.com' }[cgi['tour']]

if guide.nil? || cgi['name'].empty?
  cgi.out('text/plain') { 'Which tour, and who are you?' }
  exit
end

mail = Mail.new
mail.from = 'tours@example.com'
mail.to = guide
mail.subject = "Tour for #{cgi['persons'].to_i} persons"
mail.body = "#{cgi['name']} <#{cgi['email']}>\n\n#{cgi['remarks']}"
mail.deliver!
cgi.out('text/plain') { 'See you!' }
