require 'sinatra'
require 'pony'

set :admin, 'admin@example.com'

helpers do
  def h(text)
    Rack::Utils.escape_html(text)
  end
end

get '/share' do
  erb :share
end

post '/share' do
  halt 400, 'No address' if params[:to].to_s.empty?
  Pony.mail(
    to: params[:to],
    from: settings.admin,
    subject: "#{params[:name]} shares a page",
    body: "#{params[:message]}\n\n#{request.base_url}/pages/#{params[:page].to_i}",
    via: :sendmail
  )
  redirect '/shared'
end
