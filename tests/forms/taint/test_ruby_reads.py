"""What Ruby scripts let a stranger do, from source to verdict."""

from __future__ import annotations

import pytest

from hiyari.forms.language import Language
from hiyari.forms.taint.read import read

_CGI = "require 'cgi'\nrequire 'net/smtp'\ncgi = CGI.new\nto = cgi['to']\ntext = cgi.params['text'][0].to_s\n"
_PIPE = "IO.popen('/usr/sbin/sendmail -t', 'w') do |p|\n  p.puts 'To: info@example.jp'\n  p.puts \"From: #{to}\"\n  p.puts\n  p << text\nend\n"
_SMTP = (
    "Net::SMTP.start('localhost') do |smtp|\n  smtp.send_message \"Subject: x\\n\\n#{text}\", 'x@example.jp', to\nend\n"
)

OPEN = {
    "envelope": (_CGI + _SMTP, "recipient"),
    "envelope of the older name": (_CGI + "s = Net::SMTP.new('localhost')\ns.start\ns.sendmail('Subject: x', 'x@example.jp', [to])\n", "recipient"),
    "stream": (
        _CGI + "Net::SMTP.start('localhost') do |s|\n  s.open_message_stream('x@example.jp', to) do |f|\n    f.puts 'Subject: x'\n    f.puts\n    f.puts text\n  end\nend\n",
        "recipient",
    ),
    "heredoc": (
        _CGI + "msg = <<~EOS\n  From: #{to}\n  To: info@example.jp\n\n  #{text}\nEOS\nNet::SMTP.start('localhost') { |s| s.send_message msg, 'x@example.jp', 'info@example.jp' }\n",
        "header",
    ),
    "pipe": (_CGI + _PIPE, "header"),
    "open": (_CGI + "f = open('|/usr/sbin/sendmail -t', 'w')\nf.print \"To: #{to}\\n\\nx\"\nf.close\n", "header recipient"),
    "shell": (_CGI + 'system("mail -s x #{to} < /dev/null")\n', "command recipient"),
    "backticks": (_CGI + "`echo '#{text}' | mail -s x info@example.jp`\n", "command"),
    "line anchors": (_CGI + "exit unless to =~ /^[\\w.]+@[\\w.]+$/\n" + _PIPE, "header"),
    "match? by lines": (_CGI + "abort 'x' unless to.match?(/^[\\w.@]+$/)\n" + _PIPE, "header"),
    "only CRLF is taken out": (_CGI + "to = to.gsub(\"\\r\\n\", '')\n" + _PIPE, "header"),
    "only the first is taken out": (_CGI + "to = to.sub(/[\\r\\n]/, '')\n" + _PIPE, "header"),
    "Mail with a block": (_CGI + "require 'mail'\nMail.deliver do\n  to cgi['to']\n  from 'x@example.jp'\n  subject 'x'\n  body cgi['text']\nend\n", "recipient"),
    "Mail by methods": (_CGI + "m = Mail.new\nm.to = to\nm.subject = 'x'\nm.body = text\nm.deliver!\n", "recipient"),
    "Mail by a mapping": (_CGI + "Mail.new(to: to, subject: 'x', body: text).deliver\n", "recipient"),
    "Pony": (_CGI + "Pony.mail(:to => to, :subject => 'x', :body => text)\n", "recipient"),
    "Sinatra": ("require 'sinatra'\nrequire 'pony'\npost '/tell' do\n  Pony.mail(to: params[:to], subject: params['s'], body: 'x')\n  'ok'\nend\n", "recipient"),
    "a class of Sinatra": (
        "require 'sinatra/base'\nclass App < Sinatra::Base\n  post '/x' do\n    send_it(params[:to])\n  end\n  def send_it(to)\n    Pony.mail(to: to, subject: 'x', body: params[:text])\n  end\nend\n",
        "recipient",
    ),
    "Rails": (
        ("class ContactsController < ApplicationController\n  def create\n    ContactMailer.note(params[:contact][:email], params[:contact][:text]).deliver_now\n  end\nend\n"
        "class ContactMailer < ApplicationMailer\n  def note(to, text)\n    mail(to: to, subject: 'x', body: text)\n  end\nend\n"),
        "recipient",
    ),
    "Rails with": (
        ("class ContactsController < ApplicationController\n  def create\n    ContactMailer.with(to: params[:email]).note.deliver_later\n  end\nend\n"
        "class ContactMailer < ApplicationMailer\n  def note\n    mail(to: params[:to], subject: 'x', body: 'y')\n  end\nend\n"),
        "recipient",
    ),
    "Rack": (
        "require 'rack'\nclass App\n  def call(env)\n    req = Rack::Request.new(env)\n    Pony.mail(to: req.params['to'], subject: 'x', body: 'y')\n    [200, {}, ['ok']]\n  end\nend\n",
        "recipient",
    ),
    "the query": ("q = CGI.parse(ENV['QUERY_STRING'])\nPony.mail(to: q['to'].first, subject: 'x', body: 'y')\n", "recipient"),
    "an autoreply": (
        _CGI + "exit unless to =~ /\\A[\\w.+-]+@[\\w.-]+\\z/\nPony.mail(to: to, subject: 'Thanks', body: text)\n",
        "autoreply",
    ),
    "a method": (_CGI + "def deliver(a, b)\n  Net::SMTP.start('localhost') { |s| s.send_message(b, 'x@example.jp', a) }\nend\ndeliver(to, \"Subject: x\\n\\n#{text}\")\n", "recipient"),
}  # fmt: skip

CLOSED = {
    "fixed": _CGI + "Net::SMTP.start('localhost') { |s| s.send_message \"Subject: x\\n\\n#{text}\", 'x@example.jp', 'y@example.jp' }\n",
    "string anchors": _CGI + "exit unless to =~ /\\A[\\w.@]+\\z/\n" + _PIPE,
    "unless match?": _CGI + "abort unless to.match?(/\\A[\\w.@]+\\z/)\n" + _PIPE,
    "include?": _CGI + 'exit if to.include?("\\n") || to.include?("\\r")\n' + _PIPE,
    "none?": _CGI + 'exit unless ["\\r", "\\n"].none? { |c| to.include?(c) }\n' + _PIPE,
    "delete": _CGI + 'to = to.delete("\\r\\n")\n' + _PIPE,
    "tr": _CGI + "to = to.tr(\"\\r\\n\", '  ')\n" + _PIPE,
    "gsub": _CGI + "to = to.gsub(/[\\r\\n]/, '')\n" + _PIPE,
    "gsub!": _CGI + "to.gsub!(/[\\r\\n]+/, ' ')\n" + _PIPE,
    "a list": _CGI + "exit unless %w[a@example.jp b@example.jp].include?(to)\n" + _SMTP,
    "a mapping": _CGI + "TO = { 'a' => 'a@example.jp' }\nto = TO[cgi['dept']] || 'b@example.jp'\n" + _SMTP,
    "a case": _CGI + "to = case to when 'a' then 'a@example.jp' else 'b@example.jp' end\n" + _SMTP,
    "raise": _CGI + "raise 'x' unless to =~ /\\A[\\w.@]+\\z/\n" + _PIPE,
    "the gem encodes": _CGI + "Mail.new(to: 'x@example.jp', subject: to, reply_to: to, body: text).deliver\n",
    "shellescape": "require 'shellwords'\n" + _CGI + 'system("echo #{text.shellescape} | mail -s x info@example.jp")\n',
    "words": _CGI + "system('logger', to)\n",
    "a filter of Sinatra": (
        "require 'sinatra'\nbefore do\n  halt 400 if params[:to].to_s =~ /[\\r\\n]/\nend\npost '/x' do\n  IO.popen('sendmail -t', 'w') { |p| p.write \"To: x@example.jp\\nFrom: #{params[:to]}\\n\\nx\" }\nend\n"
    ),
    "Rails behind a login": (
        "class MailController < ApplicationController\n  before_action :authenticate_user!\n  def create\n    Pony.mail(to: params[:to], subject: 'x', body: 'y')\n  end\nend\n"
    ),
    "comments": "# Pony.mail(to: params[:to])\n=begin\nPony.mail(to: params[:to])\n=end\nputs 'x'\n__END__\nPony.mail(to: params[:to])\n",
}  # fmt: skip


@pytest.mark.parametrize("name", OPEN)
def test_what_is_open_is_found(name: str) -> None:
    """A way from the request to a mail that nothing stops is a flow of its class, and of no other."""
    source, abilities = OPEN[name]
    reading = read(source.encode(), Language.RUBY)
    assert {one.value for one in reading.abilities} == set(abilities.split())


@pytest.mark.parametrize("name", CLOSED)
def test_what_is_closed_is_no_flow(name: str) -> None:
    """What stops every way leaves no flow and no doubt."""
    reading = read(CLOSED[name].encode(), Language.RUBY)
    assert not reading.abilities
    assert not reading.blind


def test_a_file_next_to_the_script_is_followed() -> None:
    """What another file defines is called there; that file alone has no request."""
    included = b"require 'pony'\nmodule Mailer\n  def self.deliver(to)\n    Pony.mail(to: to, subject: 'x', body: 'y')\n  end\nend\n"
    source = b"require 'cgi'\nrequire_relative 'lib/mailer'\nMailer.deliver(CGI.new['to'])\n"
    reading = read(source, Language.RUBY, include={"lib/mailer.rb": included}.get)
    assert {one.value for one in reading.abilities} == {"recipient"}
    assert not read(included, Language.RUBY).abilities
    assert read(source, Language.RUBY).unknown
