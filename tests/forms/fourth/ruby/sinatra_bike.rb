#!/usr/bin/env ruby
require 'sinatra/base'
require 'net/smtp'

# bicycle rental, request form
class Bike < Sinatra::Base
  set :bind, '127.0.0.1'
  set :port, 3302
  set :environment, :production
  BIKES = { 'city' => 'City bike', 'cargo' => 'Cargo bike', 'kids' => "Children's bike" }.freeze

  helpers do
    def one_line(value)
      value.to_s.gsub(/[[:cntrl:]]/, ' ').strip[0, 100]
    end
  end

  post '/rent' do
    bike = BIKES.fetch(params['bike']) { halt 404, 'No such bike' }
    who  = one_line(params['who'])
    mail = one_line(params['mail'])
    data = "From: rent@example.com\r\nTo: bikes@example.com\r\n" \
           "Reply-To: #{mail}\r\nSubject: #{bike} for #{who}\r\n\r\n#{params['when']}\r\n"
    Net::SMTP.start('localhost', 25) { |s| s.send_message data, 'rent@example.com', 'bikes@example.com' }
    'We will answer soon.'
  end

  run!
end
