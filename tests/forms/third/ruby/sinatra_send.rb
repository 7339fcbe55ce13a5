#!/usr/bin/ruby
# send this page to somebody
require 'sinatra/base'
require 'mail'

class SendPage < Sinatra::Base
  set :bind, '127.0.0.1'
  set :port, 6003
  set :server, 'webrick'
  set :environment, :production
  set :protection, false

  PAGES = {
    'opening' => "We are open from nine to five.\n",
    'prices' => "Adults 5, children 2.\n"
  }.freeze

  post '/send/:page' do |page|
    text = PAGES[page] or halt(404)
    mail = Mail.new
    mail.delivery_method :smtp, address: 'localhost', port: 1025, enable_starttls_auto: false
    mail.from = 'museum@example.com'
    mail.to = params['to']
    mail.subject = 'From the museum'
    mail.body = [params['greeting'], '', text].join("\n")
    mail.deliver!
    "Sent to #{Rack::Utils.escape_html(params['to'])}"
  end

  run! if app_file == $PROGRAM_NAME
end
