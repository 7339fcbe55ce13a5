#!/usr/bin/ruby -Ku
# 落とし物の届出
require 'cgi'
require 'kconv'

cgi = CGI.new
shurui = %w(kasa saifu kagi sonota)
s = shurui.index(cgi['shurui']) || 3
basho  = cgi['basho']
renraku = cgi['renraku']

IO.popen('/usr/sbin/sendmail -oi -t', 'w') do |m|
  m.puts 'To: otoshimono@example.jp'
  m.puts 'From: web@example.jp'
  m.puts "Subject: [#{shurui[s]}] #{basho.kconv(Kconv::UTF8)}"
  m.puts 'Content-Type: text/plain; charset=utf-8'
  m.puts
  m.puts "場所: #{basho}"
  m.puts "連絡先: #{renraku}"
end
cgi.out('charset' => 'utf-8') { '<p>届出を受け付けました。</p>' }
