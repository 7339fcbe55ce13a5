#!/usr/bin/env ruby
require 'cgi'
require 'mail'

Mail.defaults do
  delivery_method :sendmail, location: '/usr/sbin/sendmail'
end

cgi = CGI.new
email = cgi['email']
unless email =~ /\A[\w.+-]+@[\w.-]+\z/
  cgi.out { 'Your address, please.' }
  exit
end

answers = cgi.params.reject { |key, _| %w[email submit].include?(key) }
report = answers.map { |key, values| "#{key}: #{values.join(', ')}" }.join("\n")

[['survey@example.com', 'Survey'], [email, 'Your answers']].each do |to, subject|
  mail = Mail.new
  mail.from = 'survey@example.com'
  mail.to = to
  mail.subject = subject
  mail.body = report
  mail.deliver
end
cgi.out { 'Thank you.' }
