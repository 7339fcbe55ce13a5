"""Perl: what a request comes in by, what sends mail, what cleans a value.

"Measured" is with Perl 5.36 and the modules of Debian 12: one value with LF, CRLF and CR before ``Bcc:`` in each field,
and what the module then hands to sendmail or to a server.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from hiyari.forms.taint.languages import files
from hiyari.forms.taint.languages.perl_mailers import MAILERS
from hiyari.forms.taint.languages.traits import PERL
from hiyari.forms.taint.tables import BREAKS, Guard, MailSink, Meaning, Power, Role, Sanitiser, Source, Tables

_CGI_PM: Final = Source(reason="CGI.pm gives the field as it came, line breaks included", key=0)
_FRAMEWORK: Final = Source(reason="The request's fields, as the framework decoded them")
_STORED: Final = Source(reason="A database or file, which an earlier request may have filled", file=True)

SOURCES: Final[Mapping[str, Source]] = MappingProxyType(
    {
        "%ENV": Source(reason="QUERY_STRING, PATH_INFO, HTTP_...: RFC 3875 hands the request over in the environment"),
        **dict.fromkeys(
            (
                "$ENV{QUERY_STRING}",
                "$ENV{PATH_INFO}",
                "$ENV{REQUEST_URI}",
                "$ENV{PATH_TRANSLATED}",
                "$ENV{REDIRECT_QUERY_STRING}",
            ),
            Source(reason="The request's own line (RFC 3875, 4.1); scripts decode it themselves"),
        ),
        "<STDIN>": Source(reason="The body of a POST (RFC 3875, 4.2)"),
        "*STDIN": Source(reason="The body of a POST (RFC 3875, 4.2)"),
        "@ARGV": Source(reason="A query without = becomes the command line (RFC 3875, 4.4)"),
        "ReadParse": Source(reason="cgi-lib.pl and CGI.pm decode the request into the mapping that is given"),
        "CGI::ReadParse": Source(reason="cgi-lib.pl and CGI.pm decode the request into the mapping that is given"),
        **dict.fromkeys(
            (
                "param",
                ".param",
                "CGI::param",
                "CGI.param",
                "url_param",
                ".url_param",
                "multi_param",
                ".multi_param",
                "Vars",
                ".Vars",
                "CGI::Vars",
                "CGI.Vars",
                ".param_fetch",
                ".keywords",
                "query_string",
                ".query_string",
                "path_info",
                ".path_info",
                "cookie",
                ".cookie",
                "raw_cookie",
                "referer",
                ".referer",
                "user_agent",
                ".user_agent",
                "request_uri",
                ".request_uri",
                "virtual_host",
                "http",
                ".http",
            ),
            _CGI_PM,
        ),
        **dict.fromkeys(
            (
                ".parse_form_data",  # CGI_Lite
                ".parse_new_form_data",
                ".params",  # Mojolicious, Catalyst
                ".parameters",  # Plack, Catalyst
                ".body_parameters",
                ".query_parameters",
                ".body_params",
                ".query_params",
                ".every_param",
                ".body_data",
                ".raw_body",
                "params",  # Dancer
                "body_parameters",
                "query_parameters",
                "route_parameters",
                ".args",  # mod_perl
            ),
            _FRAMEWORK,
        ),
        **dict.fromkeys(
            (
                "readline",
                ".getline",
                ".getlines",
                ".fetch",
                ".fetchrow",
                ".fetchrow_array",
                ".fetchrow_arrayref",
                ".fetchrow_hashref",
                ".selectrow_array",
                ".selectrow_arrayref",
                ".selectrow_hashref",
                ".selectall_arrayref",
                ".selectcol_arrayref",
            ),
            _STORED,
        ),
    }
)

_SHELL: Final[Mapping[int | str, Role]] = MappingProxyType({0: Role.SHELL})
_WORDS: Final[Mapping[int | str, Role]] = MappingProxyType({"*": Role.ARGV})

SINKS: Final[Mapping[str, MailSink]] = MappingProxyType(
    {
        "open": MailSink(
            name="open()",
            reason='A command behind "|" gets what is printed; one string is read by a shell (perldoc -f open)',
            roles={1: Role.SHELL, 2: Role.SHELL, "*": Role.ARGV},
            opens=True,
        ),
        "system": MailSink(name="system()", reason="One string is read by a shell (perldoc -f system)", roles=_SHELL),
        "exec": MailSink(name="exec()", reason="One string is read by a shell (perldoc -f exec)", roles=_SHELL),
        "system LIST": MailSink(
            name="system()", reason="A list is run without a shell (perldoc -f system)", roles=_WORDS
        ),
        "exec LIST": MailSink(name="exec()", reason="A list is run without a shell (perldoc -f exec)", roles=_WORDS),
        **dict.fromkeys(
            ("run", "run3", "IPC::Run::run", "IPC::Run3::run3"),
            MailSink(
                name="run()",
                reason="A list is run without a shell and reads the text behind it (IPC::Run, IPC::Run3)",
                roles={0: Role.ARGV, 1: Role.MESSAGE},
            ),
        ),
        "readpipe": MailSink(name="readpipe()", reason="A shell reads the command", roles={0: Role.SHELL}),
        "backtick": MailSink(name="`...`", reason="A shell reads the command (perldoc perlop)", roles={0: Role.SHELL}),
        "open2": MailSink(
            name="open2()",
            reason="The second handle is the command's input (IPC::Open2)",
            roles={2: Role.SHELL},
            opens=True,
        ),
        "open3": MailSink(
            name="open3()",
            reason="The first handle is the command's input (IPC::Open3)",
            roles={3: Role.SHELL},
            opens=True,
        ),
        "socket": MailSink(
            name="SMTP by hand",
            reason="A socket, on which RCPT and DATA may be spoken (RFC 5321)",
            roles={},
            opens=True,
        ),
        **dict.fromkeys(
            (
                "IO::Socket::INET.new",
                "IO::Socket::INET6.new",
                "IO::Socket::IP.new",
                "IO::Socket::SSL.new",
                "Net::Telnet.new",
            ),
            MailSink(
                name="SMTP by hand",
                reason="A socket, on which RCPT and DATA may be spoken (RFC 5321)",
                roles={},
                opens=True,
            ),
        ),
        **dict.fromkeys(
            ("sendmail", "Mail::Sendmail::sendmail", "Email::Sender::Simple::sendmail"),
            MailSink(
                name="sendmail()",
                reason="Mail::Sendmail 0.80 writes the fields as they are; Email::Sender takes to and from besides",
                roles={
                    "To": Role.TO,
                    "Cc": Role.TO,
                    "Bcc": Role.TO,
                    "From": Role.FROM,
                    "Reply-To": Role.FROM,
                    "Sender": Role.FROM,
                    "Subject": Role.SUBJECT,
                    "Message": Role.BODY,
                    "Body": Role.BODY,
                    "Text": Role.BODY,
                },
            ),
        ),
    }
)

SANITISERS: Final[Mapping[str, Sanitiser]] = MappingProxyType(
    {
        "chomp": Sanitiser(reason="Takes one line feed off the end", takes=Power.TRAILING_LF),
        "quotemeta": Sanitiser(reason="A backslash before all that is no letter, digit or _", takes=Power.SHELL),
        **dict.fromkeys(
            ("uri_escape", "uri_escape_utf8", "URI::Escape::uri_escape", "CGI::escape", "escape"),
            Sanitiser(
                reason="Blanks, commas and line breaks become %XX", takes=BREAKS | Power.SEVERAL | Power.TRAILING_LF
            ),
        ),
        **dict.fromkeys(
            ("encode_base64", "MIME::Base64::encode_base64"),
            Sanitiser(
                reason="Letters, digits, +, / and =; who gets the mail reads the words again",
                takes=Power.all() & ~Power.TEXT,
            ),
        ),
        **dict.fromkeys(
            ("md5_hex", "sha1_hex", "sha256_hex", "crypt"),
            Sanitiser(
                reason="Letters, digits, +, / and =: no words of the visitor's, and no header line, are left",
                takes=Power.all(),
            ),
        ),
        **dict.fromkeys(
            ("encode", "Encode::encode"),
            Sanitiser(
                reason="MIME-Header encodes or drops line breaks (measured, Encode 3.19)",
                takes=BREAKS | Power.TRAILING_LF,
                of=1,
                when={0: frozenset(("MIME-Header", "MIME-B", "MIME-Q", "MIME-Header-ISO_2022_JP"))},
            ),
        ),
    }
)

GUARDS: Final[Mapping[str, Guard]] = MappingProxyType(
    {
        "<login>": Guard(reason="Asks the server, or CGI::Session, for who is logged in", login=True),
    }
    | dict.fromkeys(
        ("Email::Valid.address", "Email::Valid::Loose.address", ".address", "Mail::RFC822::Address::valid"),
        Guard(
            reason="One address by RFC 5322; its local part may still hold what a shell acts on",
            proves=BREAKS | Power.SEVERAL | Power.TRAILING_LF,
        ),
    )
)

MEANINGS: Final[Mapping[str, Meaning]] = MappingProxyType(
    {
        "join": Meaning.JOIN,
        "split": Meaning.SPLIT,
        "sprintf": Meaning.FORMAT,
        **dict.fromkeys(("print", "printf", "say", ".print", ".printf", ".say"), Meaning.PRINT),
        "shift": Meaning.FIRST,
        "chomp": Meaning.CHOMP,
        **dict.fromkeys(("lc", "uc", "lcfirst", "ucfirst", "utf8::encode", "jcode", "Jcode::convert"), Meaning.CASE),
        **dict.fromkeys(
            (
                "pack",
                "unpack",
                "chr",
                "uri_unescape",
                "uri_unescape_utf8",
                "URI::Escape::uri_unescape",
                "CGI::unescape",
                "unescape",
                "decode_base64",
                "MIME::Base64::decode_base64",
            ),
            Meaning.DECODE,
        ),
        **dict.fromkeys(("int", "abs", "hex", "oct", "ord", "length", "index", "rindex"), Meaning.NUMBER),
        **dict.fromkeys(
            (
                "close",
                "binmode",
                "select",
                "flock",
                "unlink",
                "sleep",
                "seek",
                "srand",
                "chmod",
                "utime",
                "warn",
                "local",
            ),
            Meaning.NEITHER,
        ),
    }
)

HARMLESS: Final = frozenset(
    {
        "time",
        "times",
        "localtime",
        "gmtime",
        "defined",
        "exists",
        "ref",
        "rand",
        "wantarray",
        "caller",
        "count",
        "stat",
        "fileno",
        "eof",
        "getpwuid",
        "getppid",
        "strftime",
        "-e",
        "-f",
        "-d",
        "-s",
        "-x",
        "-r",
        "-w",
        "request_method",
        ".request_method",
        "remote_addr",
        ".remote_addr",
        "script_name",
        ".script_name",
        "server_name",
        ".server_name",
    }
)

_OWN: Final = """
    abs accept alarm atan2 bind binmode bless caller chdir chmod chomp chop chown chr chroot close closedir connect
    cos crypt dbmclose dbmopen defined delete die do each endpwent eof eval exec exists exit exp fcntl fileno flock
    fork format getc getpwnam getpwuid gmtime goto grep hex index int ioctl join keys kill last lc lcfirst length
    link listen local localtime log lstat map mkdir next no oct open opendir ord pack pipe pop pos print printf push
    quotemeta rand read readdir readline readlink recv ref rename require reset return reverse rewinddir rindex
    rmdir say scalar seek select shift sin sleep socket sort splice split sprintf sqrt srand stat study sub substr
    symlink syscall sysopen sysread sysseek system syswrite tell tie tied time times truncate uc ucfirst umask undef
    unlink unpack unshift untie send socketpair setsockopt getsockopt shutdown getpeername getsockname setpgrp use
    utime values vec wait waitpid wantarray warn write croak carp confess cluck param header start_html end_html
    escapeHTML escape unescape redirect cookie
"""
BUILT_IN: Final = frozenset(_OWN.split())
"""Perl's own functions, Carp's and CGI's: any other that a script does not define stands in another file."""

TABLES: Final = Tables(
    files=files.PERL,
    traits=PERL,
    sources=SOURCES,
    sinks=SINKS,
    mailers=MAILERS,
    sanitisers=SANITISERS,
    guards=GUARDS,
    through=MappingProxyType(
        {
            "encode": (1,),
            "decode": (1,),
            "Encode::encode": (1,),
            "Encode::decode": (1,),
            "bless": (0,),
            "pack": tuple(range(1, 9)),
            "unpack": (1,),
            "substr": (0,),
            "sort": (0,),
            "keys": (0,),
            "values": (0,),
            "each": (0,),
            "pop": (0,),
            "delete": (0,),
            "escapeHTML": (0,),  # line breaks stay
            "encode_entities": (0,),
        }
    ),
    harmless=HARMLESS,
    controllers=frozenset(
        {"Catalyst::Controller", "Catalyst::Controller::REST", "Mojolicious::Controller", "CGI::Application"}
    ),
    libraries=(
        "jcode.pl",
        "cgi-lib.pl",
        "mimew.pl",
        "mimer.pl",
        "fold.pl",
        "stdio.pl",
        "ctime.pl",
        "timelocal.pl",
        "getopts.pl",
    ),
    meanings=MEANINGS,
    built_in=BUILT_IN,
)
