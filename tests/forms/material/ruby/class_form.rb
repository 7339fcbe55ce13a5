#!/usr/bin/ruby
require 'cgi'

class ContactForm
  FIELDS = %i[name email text].freeze
  attr_reader :errors

  def initialize(params)
    @values = FIELDS.map { |field| [field, params[field.to_s].first.to_s.gsub(/[\r\n]+/, ' ')] }.to_h
    @errors = []
  end

  def valid?
    @errors << 'email' unless @values[:email].match?(/\A[^@\s,]+@[^@\s,]+\z/)
    @errors.empty?
  end

  def deliver
    IO.popen('/usr/sbin/sendmail -t', 'w') do |pipe|
      pipe.puts 'To: hotel@example.com'
      pipe.puts "Reply-To: #{@values[:name]} <#{@values[:email]}>"
      pipe.puts 'Subject: Reservation'
      pipe.puts
      pipe.puts @values[:text]
    end
  end
end

cgi = CGI.new
form = ContactForm.new(cgi.params)
if form.valid?
  form.deliver
  cgi.out { 'Thank you' }
else
  cgi.out { "Please correct: #{form.errors.join(', ')}" }
end
