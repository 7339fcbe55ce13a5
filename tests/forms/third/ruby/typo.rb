#!/usr/bin/ruby
# Typo report for the manual; page numbers only in the head
require 'cgi'

cgi = CGI.new
page = Integer(cgi['page'], 10, exception: false)
kind = case cgi['kind']
       when 'spelling' then 'Spelling'
       when 'fact' then 'Mistake'
       else 'Other'
       end

if page.nil? || cgi['text'].strip.empty?
  cgi.out('text/plain') { 'Page and text, please.' }
  exit
end

reader = cgi['reader'].encode('US-ASCII', invalid: :replace, undef: :replace).squeeze.scan(/[[:graph:]]+/).join(' ')
letter = <<LETTER
To: manual@example.com
From: manual@example.com
X-Reader: #{reader}
Subject: #{kind} on page #{page}

#{cgi['text']}
LETTER

IO.popen('/usr/sbin/sendmail -t -i', 'w') { |io| io << letter }
cgi.out('text/plain') { 'Thank you, we will have a look.' }
