#!/usr/bin/ruby
# -*- coding: utf-8 -*-
require 'cgi'
require 'erb'
require 'nkf'

SENDMAIL = '/usr/sbin/sendmail'
TO = 'info@example.jp'
LABELS = { 'name' => 'お名前', 'email' => 'メール', 'tel' => '電話', 'body' => '内容' }

def error(cgi, messages)
  cgi.out('text/html; charset=utf-8') { '<ul>' + messages.map { |m| "<li>#{CGI.escapeHTML(m)}</li>" }.join + '</ul>' }
  exit
end

def mime(text)
  '=?ISO-2022-JP?B?' + [NKF.nkf('-Wj -m0', text)].pack('m').delete("\n") + '?='
end

cgi = CGI.new
data = {}
LABELS.each_key { |key| data[key] = cgi[key].to_s.strip }
messages = []
messages << 'お名前を入力してください' if data['name'].empty?
messages << 'メールアドレスを確認してください' unless data['email'] =~ /^[\w.+-]+@[\w-]+(\.[\w-]+)+$/
messages << '内容を入力してください' if data['body'].empty?
error(cgi, messages) unless messages.empty?

body = LABELS.map { |key, label| "#{label}: #{data[key]}" }.join("\n")
IO.popen("#{SENDMAIL} -t -i", 'w') do |io|
  io.puts "To: #{TO}"
  io.puts "From: #{data['email']}"
  io.puts "Subject: #{mime('お問い合わせ')}"
  io.puts 'Content-Type: text/plain; charset=ISO-2022-JP'
  io.puts
  io.puts NKF.nkf('-Wj -m0', body)
end
cgi.out('text/html; charset=utf-8') { ERB.new('<p><%= CGI.escapeHTML(data["name"]) %> 様、ありがとうございました。</p>').result(binding) }
