# frozen_string_literal: true

require 'sinatra/base'
require 'mail'

class ContactApp < Sinatra::Base
  enable :sessions
  ADDRESS = /\A[^@\s,;<>]+@[^@\s,;<>]+\z/

  TOPICS = {
    'orders' => 'orders@example.com',
    'returns' => 'returns@example.com'
  }.freeze

  before do
    @errors = {}
  end

  post '/contact' do
    @errors[:email] = 'is not an address' unless params['email'].to_s.match?(ADDRESS)
    @errors[:message] = 'is missing' if params['message'].to_s.strip.empty?
    return erb(:contact) unless @errors.empty?

    recipient = TOPICS.fetch(params['topic'], 'office@example.com')
    reply = params['email']
    text = params['message']
    mail = Mail.new do
      from 'www@example.com'
      to recipient
      reply_to reply
      subject 'Contact form'
      body text
    end
    mail.deliver!
    redirect to('/thanks')
  end
end
