#!/usr/bin/env ruby
require 'cgi'
require 'mail'
cgi = CGI.new
copies = [['office@example.com', true], [cgi['email'], cgi['copy'] == '1']]
copies.select { |_, wanted| wanted }.each_with_index do |(address, _), index|
  Mail.deliver do
    from 'web@example.com'
    to address
    subject "Request #{index}"
    body cgi['text']
  end
end
cgi.out { 'ok' }
