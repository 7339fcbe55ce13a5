#!/usr/bin/ruby
# frozen_string_literal: true

require 'sinatra'
require 'mail'

set :bind, '127.0.0.1'
set :port, 6002
set :environment, :production
set :server, 'webrick'
set :protection, false

Mail.defaults { delivery_method :sendmail, location: '/usr/sbin/sendmail', arguments: '-i' }

helpers do
  def line(key)
    params.fetch(key, '').to_s.delete("\r\n").strip
  end
end

post '/contact' do
  halt 400, 'Please write something.' if params['text'].to_s.empty?

  from = line('email')
  topic = line('topic')
  Mail.deliver do
    from 'website@example.com'
    to 'desk@example.com'
    reply_to from unless from.empty?
    subject "Web: #{topic}"
    body 'see below'
  end
  'Thank you!'
end
