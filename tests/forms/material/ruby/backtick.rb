#!/usr/bin/ruby
require 'cgi'

cgi = CGI.new
to = cgi.params['to'].first
`echo 'Your password was changed.' | mail -s Notice #{to}`
cgi.out('text/plain') { 'Sent' }
