#!/usr/bin/ruby
# frozen_string_literal: true

# 予約受付 (Action Mailer をRailsなしで使う)
require 'logger'
require 'action_mailer'
require 'cgi'

ActionMailer::Base.delivery_method = :sendmail
ActionMailer::Base.sendmail_settings = { location: '/usr/sbin/sendmail', arguments: '-i' }
ActionMailer::Base.logger = nil

class ReservationMailer < ActionMailer::Base
  default from: 'yoyaku@example.jp'

  def notice(reservation)
    @r = reservation
    mail(to: 'yoyaku@example.jp', subject: "予約 #{@r[:date]}") do |format|
      format.text { render plain: "#{@r[:name]}\n#{@r[:wish]}" }
    end
  end

  def thanks(reservation)
    @r = reservation
    mail(to: @r[:email], subject: 'ご予約を承りました') do |format|
      format.text { render plain: "#{@r[:name]} 様\n\n日付: #{@r[:date]}\nご要望: #{@r[:wish]}\n" }
    end
  end
end

cgi = CGI.new
reservation = { name: cgi['name'], email: cgi['email'], date: cgi['date'], wish: cgi['wish'] }
valid = reservation[:email].match?(/\A[^@\s,;<>]+@[^@\s,;<>]+\z/) && reservation[:date].match?(/\A\d{4}-\d{2}-\d{2}\z/)

cgi.out('type' => 'text/plain', 'charset' => 'UTF-8') do
  if valid
    ReservationMailer.notice(reservation).deliver_now
    ReservationMailer.thanks(reservation).deliver_now
    '予約を受け付けました'
  else
    '入力に誤りがあります'
  end
end
