#!/usr/bin/env ruby
require 'cgi'
require 'net/smtp'

ITEMS = { 'tea' => 800, 'coffee' => 900, 'cup' => 1500 }.freeze
SHOP = 'shop@example.com'

class Order
  attr_reader :errors

  def initialize(cgi)
    @cgi = cgi
    @errors = []
  end

  def value(key)
    @cgi.params[key].first.to_s
  end

  def line(key)
    value(key).gsub(/[\r\n]+/, ' ').strip
  end

  def valid?
    @errors << 'name' if line('name').empty?
    @errors << 'email' unless line('email').include?('@')
    @errors << 'items' if lines.empty?
    @errors.empty?
  end

  def lines
    ITEMS.map { |item, price| [item, value(item).to_i, price] }.select { |_, n, _| n.positive? }
  end

  def message
    <<~MAIL
      From: #{SHOP}
      To: #{SHOP}
      Reply-To: #{line('name')} <#{line('email')}>
      Subject: Order of #{line('name')}

      #{lines.map { |item, n, price| format('%-10s %3d %6d', item, n, n * price) }.join("\n")}

      #{value('remark')}
    MAIL
  end

  def send
    Net::SMTP.start('localhost', 25) { |smtp| smtp.send_message(message, SHOP, SHOP) }
  end
end

cgi = CGI.new
order = Order.new(cgi)
if order.valid?
  order.send
  print cgi.header('status' => 'REDIRECT', 'location' => '/thanks.html')
else
  cgi.out { "Please correct: #{order.errors.join(', ')}" }
end
