#!/usr/bin/ruby
# Contact servlet of the weather station
require 'webrick'

class ContactServlet < WEBrick::HTTPServlet::AbstractServlet
  TEMPLATE = "To: station@example.com\nFrom: %<from>s\nSubject: %<subject>s\n\n%<text>s\n"

  def do_POST(request, response)
    fields = request.query
    values = {
      from: fields['from'].to_s.force_encoding('UTF-8'),
      subject: fields['subject'].to_s.force_encoding('UTF-8'),
      text: fields['text'].to_s.force_encoding('UTF-8'),
    }
    if values.values.any?(&:empty?)
      response.status = 400
      response.body = 'All three fields, please.'
      return
    end
    values[:from] = values[:from].gsub(/\r\n/, '')
    values[:subject] = values[:subject].gsub(/\r\n/, '')
    IO.popen(%w[/usr/sbin/sendmail -t -i], 'w') { |io| io.write(format(TEMPLATE, values)) }
    response['Content-Type'] = 'text/plain'
    response.body = 'Thank you for the report.'
  end
end

server = WEBrick::HTTPServer.new(BindAddress: '127.0.0.1', Port: 6001, AccessLog: [], Logger: WEBrick::Log.new(File::NULL))
server.mount('/contact', ContactServlet)
trap('TERM') { server.shutdown }
server.start
