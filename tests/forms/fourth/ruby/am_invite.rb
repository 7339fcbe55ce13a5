#!/usr/bin/env ruby
require 'cgi'
require 'logger'
require 'action_mailer'

ActionMailer::Base.delivery_method = :sendmail
ActionMailer::Base.sendmail_settings = { location: '/usr/sbin/sendmail', arguments: '-i' }
ActionMailer::Base.logger = nil

class InviteMailer < ActionMailer::Base
  default from: 'play@example.com'

  def invite(to, from_name, words)
    mail(to: to, subject: "#{from_name} invites you to play") do |format|
      format.text { render plain: "#{words}\n\nhttps://www.example.com/play\n" }
    end
  end
end

cgi = CGI.new
friends = cgi['friends'].split(/[\s,]+/).select { |a| a.include?('@') }.first(10)
if friends.empty?
  cgi.out('text/plain') { 'Whom do you want to invite?' }
else
  friends.each { |f| InviteMailer.invite(f, cgi['me'], cgi['words']).deliver_now }
  cgi.out('text/plain') { "#{friends.size} friends invited" }
end
