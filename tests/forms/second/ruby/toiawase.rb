#!/usr/bin/env ruby
# frozen_string_literal: true
require 'cgi'
require 'mail'

Mail.defaults { delivery_method :sendmail }
cgi = CGI.new
recipient = case cgi['office']
            when 'osaka' then 'osaka@kawara-ya.example'
            when 'kobe' then 'kobe@kawara-ya.example'
            else 'info@kawara-ya.example'
            end
body_text = %w[name tel address message].map { |k| "#{k}: #{cgi[k]}" }.join("\n")

Mail.deliver do
  from 'web@kawara-ya.example'
  to recipient
  subject 'Web form'
  body body_text
end

cgi.out('status' => '302', 'location' => '/done.html') { '' }
