"""Whole scripts in Ruby, as web masters write them, and what a stranger can do with each."""

from __future__ import annotations

SCRIPTS: tuple[tuple[str, str], ...] = (
    (
        "header",
        r"""#!/usr/bin/ruby -Ku
require 'cgi'
require 'kconv'
$SENDMAIL = '/usr/sbin/sendmail'
MAIL_TO = 'info@example.jp'
def send_mail(from, subject, body)
  IO.popen("#{$SENDMAIL} -t -i", 'w') do |io|
    io.puts "To: #{MAIL_TO}"
    io.puts "From: #{from}"
    io.puts "Subject: #{subject.tojis}"
    io.puts
    io.puts body
  end
end
cgi = CGI.new('html4')
if cgi.request_method == 'POST'
  send_mail(cgi['email'], 'form', cgi['body'])
end
print cgi.header, "ok"
""",
    ),
    (
        "recipient",
        r"""require 'sinatra'
require 'mail'
Mail.defaults do
  delivery_method :smtp, address: 'localhost'
end
helpers do
  def deliver(to, subject, text)
    mail = Mail.new do
      from 'web@example.jp'
    end
    mail.to = to
    mail.subject = subject
    mail.body = text
    mail.deliver!
  end
end
get('/') { erb :form }
post '/share' do
  deliver params[:friend], "A page for you", params[:url]
  redirect '/'
end
""",
    ),
    (
        "",
        r"""require 'cgi'
require 'net/smtp'
cgi = CGI.new
email = cgi.params['email'].first.to_s
subject = cgi.params['subject'].first.to_s
[email, subject].each { |v| v.gsub!(/[\r\n]/, '') }
unless email =~ /\A[^@\s]+@[^@\s]+\z/
  cgi.out { 'bad' }
  exit
end
subject = subject.gsub(/[\r\n]+/, ' ')
msg = ["From: #{email}", "To: info@example.jp", "Subject: #{subject}", "", cgi['body']].join("\r\n")
Net::SMTP.start('localhost', 25) { |s| s.sendmail(msg, 'web@example.jp', 'info@example.jp') }
cgi.out { 'ok' }
""",
    ),
    (
        "autoreply",
        r"""class InquiriesController < ApplicationController
  def create
    @inquiry = Inquiry.new(inquiry_params)
    return render :new unless @inquiry.valid?
    email = params[:inquiry][:email]
    return head(:bad_request) unless URI::MailTo::EMAIL_REGEXP.match?(email)
    InquiryMailer.thanks(email, params[:inquiry][:text]).deliver_now
    redirect_to root_path
  end
  private
  def inquiry_params
    params.require(:inquiry).permit(:email, :text)
  end
end
class InquiryMailer < ActionMailer::Base
  default from: 'info@example.jp'
  def thanks(email, text)
    @text = text
    mail to: email, subject: 'Thanks', body: @text
  end
end
""",
    ),
    (
        "",
        r"""require 'cgi'
cgi = CGI.new
case cgi['dept']
when 'sales' then to = 'sales@example.jp'
when 'help'  then to = 'help@example.jp'
else
  puts "Status: 400\n\n"
  exit
end
open("| /usr/sbin/sendmail -t", "w") do |f|
  f.puts "To: #{to}", "Subject: Inquiry", ""
  f.puts cgi['text']
end
""",
    ),
    (
        "command recipient",
        r"""require 'cgi'
params = CGI.parse($stdin.read(ENV['CONTENT_LENGTH'].to_i))
to = params['to'][0]
sendmail = "/usr/sbin/sendmail"
pipe = IO.popen("#{sendmail} #{to}", "w+")
pipe.write("Subject: x\n\n#{params['text'][0]}")
pipe.close_write
""",
    ),
    (
        "recipient",
        r"""require 'webrick'
require 'net/smtp'
server = WEBrick::HTTPServer.new(Port: 80)
server.mount_proc '/mail' do |req, res|
  q = req.query
  Net::SMTP.start('localhost') do |smtp|
    smtp.send_message("Subject: #{q['s'].delete("\r\n")}\n\nx", 'a@example.jp', q['to'])
  end
end
server.start
""",
    ),
    (
        "recipient",
        r"""run lambda { |env|
  req = Rack::Request.new(env)
  Pony.mail(to: req.params['to'], subject: 'x', body: 'y', via: :sendmail)
  [200, {}, ['ok']]
}
""",
    ),
    (
        "header",
        r"""require 'erb'
require 'cgi'
c = CGI.new
t = ERB.new("To: info@example.jp\nFrom: <%= c['from'] %>\n\nx")
from = c['from']
body = "To: info@example.jp\nFrom: %s\nSubject: %s\n\n%s" % [from, c['subject'], c['text']]
IO.popen('/usr/sbin/sendmail -t', 'r+') { |p| p.print body }
""",
    ),
)
