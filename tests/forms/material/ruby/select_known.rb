#!/usr/bin/env ruby
require 'uri'
allowed = %w[to subject body]
form = URI.decode_www_form($stdin.read.to_s).to_h.select { |key, _| allowed.include?(key) }
form.transform_values! { |value| value.delete("\r\n") }
IO.popen('/usr/sbin/sendmail -t', 'w') do |io|
  io.puts "To: #{form['to']}", 'From: web@example.com', "Subject: #{form['subject']}", '', form['body']
end
puts "Content-Type: text/plain\n\nsent"
