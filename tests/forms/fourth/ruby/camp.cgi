#!/usr/bin/env ruby
require 'cgi'
require 'net/smtp'
require 'time'

class CampForm
  ADDRESS = /\A[\w.+\-]+@[\w\-]+(\.[\w\-]+)+\z/

  def initialize(cgi)
    @name  = cgi['name'].delete("\r\n")
    @email = cgi['email'].strip
    @wish  = cgi['wish']
  end

  def ok?
    !@name.empty? && @email.match?(ADDRESS)
  end

  def message
    ["From: #{@name} <web@example.com>", "Reply-To: #{@email}", 'To: camp@example.com',
     'Subject: Summer camp', "Date: #{Time.now.rfc2822}", '', @wish].join("\r\n")
  end

  def deliver
    Net::SMTP.start('localhost') { |s| s.send_message(message, 'web@example.com', 'camp@example.com') }
  end
end

cgi = CGI.new
form = CampForm.new(cgi)
text = if form.ok?
         form.deliver
         'Thank you!'
       else
         'Please check your input.'
       end
cgi.out('type' => 'text/plain', 'charset' => 'utf-8') { text }
