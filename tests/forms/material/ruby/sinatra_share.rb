require 'sinatra'
require 'pony'

post '/share' do
  halt 400, 'address?' if params[:to].to_s.empty?
  Pony.mail(to: params[:to], from: 'share@example.jp', subject: 'Shared with you', body: params[:note])
  redirect '/'
end

post '/contact' do
  Pony.mail(to: 'office@example.jp', from: 'form@example.jp', subject: 'Contact', body: params[:text])
  'Thank you'
end
