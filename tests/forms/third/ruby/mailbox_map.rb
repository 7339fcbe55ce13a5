#!/usr/bin/ruby
# 窓口ごとの振り分け
require 'cgi'
require 'yaml'

MADOGUCHI = YAML.safe_load(DATA.read)

def okuru(to, subject, body)
  IO.popen(['/usr/sbin/sendmail', '-i', to], 'w') do |io|
    io << "To: #{to}\n" << "From: www@example.jp\n" << "Subject: #{subject}\n\n" << body << "\n"
  end
end

cgi = CGI.new
to = MADOGUCHI.fetch(cgi['madoguchi']) do
  cgi.out('status' => 'BAD_REQUEST', 'type' => 'text/plain') { 'no such desk' }
  exit
end

subject = cgi['subject'].lines.first.to_s.chomp
subject = 'no subject' if subject.empty? || subject.include?("\r")
okuru(to, subject, cgi['body'])
cgi.out('type' => 'text/plain') { 'sent' }

__END__
zei: zei@example.jp
fukushi: fukushi@example.jp
gomi: gomi@example.jp
