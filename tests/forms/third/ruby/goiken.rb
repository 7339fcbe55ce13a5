#!/usr/bin/env ruby
# frozen_string_literal: true

# ご意見フォーム。ヘッダに入る値は \A と \z で検査する
require 'cgi'
require 'net/smtp'

SMTP_HOST = 'localhost'
TO = 'goiken@example.jp'

class Goiken
  ADDRESS = /\A[\w+.-]+@[\w-]+(?:\.[\w-]+)+\z/

  attr_reader :errors

  def initialize(params)
    @mail = params['mail'].to_s
    @title = params['title'].to_s
    @text = params['text'].to_s
    @errors = []
  end

  def valid?
    @errors << 'メール' unless ADDRESS.match?(@mail)
    @errors << '件名' unless @title.match?(/\A[^[:cntrl:]]{1,60}\z/)
    @errors << '本文' if @text.strip.empty?
    @errors.empty?
  end

  def deliver
    message = <<~MAIL
      From: web@example.jp
      To: #{TO}
      Reply-To: #{@mail}
      Subject: #{@title}
      Content-Type: text/plain; charset=UTF-8

      #{@text}
    MAIL
    Net::SMTP.start(SMTP_HOST, 25) { |smtp| smtp.send_message(message, 'web@example.jp', TO) }
  end
end

cgi = CGI.new
goiken = Goiken.new(%w[mail title text].to_h { |k| [k, cgi[k]] })
cgi.out('type' => 'text/plain', 'charset' => 'UTF-8') do
  if goiken.valid?
    goiken.deliver
    'ありがとうございました'
  else
    "確認してください: #{goiken.errors.join('、')}"
  end
end
