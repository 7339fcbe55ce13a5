r"""What is known of Ruby: requests, mail, what cleans and what tests.

"Measured" is with Ruby 3.1.2, mail 2.7.1 and net-smtp 0.3.1 (Debian 12). In Ruby ``^`` and ``$`` are the ends of a
*line*: ``/^[^@]+@[^@]+$/`` says nothing about what stands before or behind a line break. Only ``\A`` and ``\z`` do.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from hiyari.forms.taint.languages import files
from hiyari.forms.taint.languages.ruby_mail import MAILERS, SINKS
from hiyari.forms.taint.languages.traits import RUBY
from hiyari.forms.taint.tables import BREAKS, Guard, Meaning, Power, Sanitiser, Source, Tables

_LINE: Final = BREAKS | Power.TRAILING_LF
_WORD: Final = _LINE | Power.SHELL | Power.OPTION | Power.SEVERAL
_HEADER: Final = Power.all() & ~_LINE

_SOURCES: Final = {
    "the handler's arguments": Source(reason="A handler's block parameter: a part of the URL"),
    "CGI.new": Source(reason="The fields of the form: cgi['x'], cgi.params['x']"),
    "CGI.parse": Source(reason="The fields of a query that is given to it"),
    "CGIAlt.new": Source(reason="The fields of the form, by a replacement of cgi.rb"),
    "params": Source(reason="Sinatra, Rails, Padrino, Hanami: fields of the query, the body and parts of the URL"),
    "request": Source(reason="Rack's request as a whole"),
    "$mailer params": Source(reason="What a controller gives a mailer's with(), in another file", file=True),
    "Rack::Request.new": Source(reason="The request, made of Rack's environment"),
    "cookies": Source(reason="Cookies are decoded, line breaks too"),
    "ENV": Source(reason="Rack's environment as a whole"),
    "ENV[QUERY_STRING]": Source(reason="RFC 3875: what stands behind the question mark"),
    "ENV[REQUEST_URI]": Source(reason="The URL as the visitor sent it"),
    "ENV[PATH_INFO]": Source(reason="RFC 3875: the path behind the script's name, decoded"),
    "ENV[CONTENT_TYPE]": Source(reason="A header field of the request", powers=_HEADER),
    "ENV[HTTP_*]": Source(reason="Header fields of the request; no server lets line breaks through", powers=_HEADER),
    "ENV[rack.input]": Source(reason="The body of the request"),
    "$stdin": Source(reason="The body of the request, for a CGI script"),
    "gets": Source(reason="A line of standard input, which is the body of the request"),
    "readlines": Source(reason="Standard input, which is the body of the request"),
    "STDIN.read": Source(reason="The body of the request"),
    "ARGF.read": Source(reason="The body of the request"),
}

_SANITISERS: Final = {
    "Shellwords.escape": Sanitiser(
        reason="One word for a shell; it may still begin with a hyphen", takes=Power.SHELL, quotes=True
    ),
    "Shellwords.shellescape": Sanitiser(reason="One word for a shell", takes=Power.SHELL, quotes=True),
    ".shellescape": Sanitiser(reason="One word for a shell", takes=Power.SHELL, of="base", quotes=True),
    "CGI.escape": Sanitiser(reason="Percent-encoding leaves neither blanks nor line breaks", takes=_WORD),
    "URI.encode_www_form_component": Sanitiser(
        reason="Percent-encoding leaves neither blanks nor line breaks", takes=_WORD
    ),
    "ERB::Util.url_encode": Sanitiser(reason="Percent-encoding leaves neither blanks nor line breaks", takes=_WORD),
    ".inspect": Sanitiser(reason="Line breaks become \\n and \\r", takes=_LINE, of="base"),
    ".to_json": Sanitiser(reason="Line breaks within strings become \\n and \\r", takes=_LINE, of="base"),
    ".squish": Sanitiser(reason="Rails: every run of blanks and line breaks becomes one blank", takes=_LINE, of="base"),
    ".lines": Sanitiser(reason="Each of the lines has at most the line break at its end", takes=BREAKS, of="base"),
    ".words": Sanitiser(
        reason="split without a separator: each of the words is without blanks and line breaks", takes=_LINE, of="base"
    ),
    ".parameterize": Sanitiser(
        reason="Rails: letters, digits and hyphens only", takes=_WORD | Power.ADDRESS, of="base"
    ),
    "Base64.strict_encode64": Sanitiser(reason="Letters, digits, +, / and = only", takes=_WORD | Power.ADDRESS),
    "Digest::MD5.hexdigest": Sanitiser(reason="Hexadecimal digits", takes=_WORD | Power.ADDRESS | Power.TEXT),
}

_GUARDS: Final = {
    "<login>": Guard(reason="The framework runs the action only for users who have logged in", login=True),
    ".match": Guard(reason="What the pattern proves", subject="base", pattern=0, dialect="ruby"),
    "EmailValidator.valid?": Guard(reason="The whole string is one address", proves=_WORD),
    "ValidEmail2::Address.valid?": Guard(reason="One address", proves=_WORD),
    ".user_signed_in?": Guard(reason="Devise: somebody has logged in", login=True),
    "user_signed_in?": Guard(reason="Devise: somebody has logged in", login=True),
    "logged_in?": Guard(reason="A login is asked for", login=True),
    "current_user": Guard(reason="A user who has logged in", login=True),
}

_MEANINGS: Final = {
    "<join>": Meaning.JOIN,
    ".split": Meaning.SPLIT,
    ".gsub": Meaning.REPLACE_METHOD,
    "format": Meaning.FORMAT,
    "sprintf": Meaning.FORMAT,
    "print": Meaning.PRINT,
    ".write": Meaning.WRITE,
    ".print": Meaning.WRITE,
    ".puts": Meaning.WRITE,
    ".<<": Meaning.WRITE,
    ".strip": Meaning.TRIM,
    ".chomp": Meaning.TRIM,
    ".rstrip": Meaning.TRIM,
    ".lstrip": Meaning.CASE,
    ".downcase": Meaning.CASE,
    ".upcase": Meaning.CASE,
    ".capitalize": Meaning.CASE,
    ".encode": Meaning.CASE,
    "JSON.parse": Meaning.DECODE,
    "NKF.nkf": Meaning.DECODE,
    "CGI.unescape": Meaning.DECODE,
    "CGI.unescapeHTML": Meaning.DECODE,
    "URI.decode_www_form": Meaning.DECODE,
    "URI.decode_www_form_component": Meaning.DECODE,
    "Base64.decode64": Meaning.DECODE,
    ".unpack1": Meaning.DECODE,
    ".shift": Meaning.FIRST,
}

_HARMLESS: Final = """
Time.now Date.today Process.pid rand SecureRandom.hex SecureRandom.uuid .strftime .hash .class .frozen?
        .is_a? .respond_to? .start_with? .end_with? .between? <asked> <fits> block_given? defined? __method__ .index
        .ord"""

TABLES: Final = Tables(
    files=files.RUBY,
    traits=RUBY,
    sources=MappingProxyType(_SOURCES),
    sinks=MappingProxyType(SINKS),
    mailers=MAILERS,
    sanitisers=MappingProxyType(_SANITISERS),
    guards=MappingProxyType(_GUARDS),
    through=MappingProxyType(
        {"CGI.escapeHTML": (0,), "ERB::Util.html_escape": (0,), "h": (0,), "Rack::Utils.escape_html": (0,)}
    ),
    harmless=frozenset(_HARMLESS.split()),
    meanings=MappingProxyType(_MEANINGS),
    persistent=frozenset({"session"}),
)
