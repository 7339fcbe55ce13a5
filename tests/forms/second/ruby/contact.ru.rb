require 'sinatra'
require 'net/smtp'

OWNER = 'hello@bike-kitchen.example'.freeze

helpers do
  def line(value)
    value.to_s.gsub(/[\r\n]+/, ' ').strip
  end
end

get '/contact' do
  erb :contact
end

post '/contact' do
  halt 400, 'empty' if params[:message].to_s.empty?
  message = <<~MAIL
    From: Website <#{OWNER}>
    To: #{OWNER}
    Reply-To: #{line(params[:email])}
    Subject: [contact] #{line(params[:subject])}

    #{params[:message]}
  MAIL
  Net::SMTP.start('localhost', 25) do |smtp|
    smtp.send_message(message, OWNER, OWNER)
  end
  redirect '/thanks'
end
