#!/usr/bin/env ruby
require 'cgi'
require 'net/smtp'

cgi = CGI.new
recipients = { 'shop@example.com' => 'New order', cgi['email'] => 'Your order' }
lines = cgi.params.map { |key, values| "#{key}: #{values.first}" }
Net::SMTP.start('localhost', 25) do |smtp|
  recipients.each do |to, subject|
    smtp.send_message("To: #{to}\nSubject: #{subject}\n\n#{lines.join("\n")}", 'shop@example.com', to)
  end
end
cgi.out('text/plain') { 'Ordered.' }
