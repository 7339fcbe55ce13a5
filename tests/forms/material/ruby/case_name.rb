#!/usr/bin/ruby
to = subject = nil
lines = []
ENV['QUERY_STRING'].to_s.split('&').each do |pair|
  key, value = pair.split('=', 2).map { |part| part.tr('+', ' ').gsub(/%(\h\h)/) { $1.hex.chr } }
  case key
  when 'recipient' then to = value
  when 'subject' then subject = value.lines.first.to_s.chomp
  else lines << "#{key}: #{value}"
  end
end
IO.popen('/usr/sbin/sendmail -t', 'w') do |mail|
  mail.puts "To: #{to}", "Subject: #{subject}", '', *lines
end
puts "Content-Type: text/html\n\n<p>Sent</p>"
