#!/usr/bin/ruby
# -*- coding: utf-8 -*-
# お問い合わせ (CGI)
require 'cgi'

cgi = CGI.new
namae = cgi['namae']
mail  = cgi['mail']
naiyo = cgi['naiyo']

if namae.empty? || mail !~ /^[^@]+@[^@]+\.[a-z]+$/i || naiyo.empty?
  cgi.out('type' => 'text/html', 'charset' => 'UTF-8') { '<p>入力内容をご確認ください</p>' }
  exit
end

IO.popen('/usr/sbin/sendmail -t -i', 'w') do |io|
  io.puts 'To: info@example.jp'
  io.puts "From: #{mail}"
  io.puts 'Subject: ' + '=?UTF-8?B?' + ['お問い合わせ'].pack('m0') + '?='
  io.puts 'Content-Type: text/plain; charset=UTF-8'
  io.puts
  io.puts "お名前: #{namae}", naiyo
end

cgi.out('type' => 'text/html', 'charset' => 'UTF-8') { "<p>#{CGI.escapeHTML(namae)} 様、送信しました</p>" }
