#!/usr/bin/env ruby
require 'sinatra/base'
require 'mail'

Mail.defaults { delivery_method :sendmail, location: '/usr/sbin/sendmail' }

# Wedding: RSVP
class Rsvp < Sinatra::Base
  set :bind, '127.0.0.1'
  set :port, 3301
  set :environment, :production

  get('/') { '<form method="post" action="/rsvp">...</form>' }

  post '/rsvp' do
    guest = params['guest'].to_s.strip
    email = params['email'].to_s.strip
    song  = params['song'].to_s
    halt 400, 'Who are you?' if guest.empty?
    halt 400, 'Your mail address?' unless email =~ /\A[^@\s,;<>]+@[^@\s,;<>]+\z/

    Mail.deliver do
      from    'wedding@example.com'
      to      'couple@example.com'
      subject 'RSVP'
      body    "#{guest} (#{email}) wants to hear #{song}"
    end
    Mail.deliver do
      from    'wedding@example.com'
      to      email
      subject 'See you at our wedding'
      body    "Dear #{guest},\n\nhow nice that you come! We will play #{song}.\n"
    end
    'Thank you!'
  end

  run!
end
