"""Ruby's ways to send mail: what each argument is in the mail, and what the library itself cleans or refuses."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from hiyari.forms.taint.tables import BREAKS, Mailer, MailSink, Power, Role

Roles = Mapping[int | str, Role]

_LINE: Final = BREAKS | Power.TRAILING_LF
_ALL: Final = MappingProxyType(dict.fromkeys((Role.TO, Role.FROM, Role.SUBJECT), _LINE))
_FIELDS: Final[Roles] = MappingProxyType(
    {
        "to": Role.TO,
        "cc": Role.TO,
        "bcc": Role.TO,
        "smtp_envelope_to": Role.TO,
        "from": Role.FROM,
        "reply_to": Role.FROM,
        "sender": Role.FROM,
        "return_path": Role.FROM,
        "smtp_envelope_from": Role.FROM,
        "headers": Role.FROM,
        "subject": Role.SUBJECT,
        "body": Role.BODY,
        "html_body": Role.BODY,
        "text_part": Role.BODY,
        "html_part": Role.BODY,
    }
)


def _one(role: Role) -> Roles:
    return MappingProxyType({0: role})


def _many(role: Role) -> Roles:
    return MappingProxyType({0: role, "*": role})


_SMTP: Final = MailSink(
    name="Net::SMTP#send_message",
    reason="The message with its header, then the envelope; net-smtp refuses line breaks in an address (ArgumentError)",
    roles=MappingProxyType({0: Role.MESSAGE, 1: Role.FROM, 2: Role.TO, "*": Role.TO}),
    cleans=MappingProxyType({Role.TO: _LINE, Role.FROM: _LINE}),
    reads_header=False,
)
_ENCODED: Final = (
    "Line breaks in a field become =0D and =0A (measured, mail 2.7.1; 2.6 takes them out); a comma in to stays"
)


def _commands() -> dict[str, MailSink]:
    made: dict[str, MailSink] = {}
    for name in ("system", "exec", "spawn", "Process.spawn", "backtick"):
        made[name] = MailSink(name=name, reason="One string is read by a shell", roles=_one(Role.SHELL))
        made[f"{name} argv"] = MailSink(name=name, reason="Several words: no shell", roles=_one(Role.ARGV))
    for name in ("IO.popen", "Open3.popen3", "Open3.popen2", "PTY.spawn"):
        made[name] = MailSink(
            name=name,
            reason="A shell reads the line; what is written is the command's input",
            roles=_one(Role.SHELL),
            opens=True,
        )
        made[f"{name} argv"] = MailSink(
            name=name,
            reason="Words without a shell; what is written is the command's input",
            roles=_one(Role.ARGV),
            opens=True,
        )
    for name in ("Open3.capture2", "Open3.capture2e", "Open3.capture3"):
        made[name] = MailSink(
            name=name,
            reason="A shell reads the line; stdin_data is the command's input",
            roles=MappingProxyType({0: Role.SHELL, "stdin_data": Role.MESSAGE}),
        )
        made[f"{name} argv"] = MailSink(
            name=name,
            reason="Words without a shell; stdin_data is the command's input",
            roles=MappingProxyType({0: Role.ARGV, "stdin_data": Role.MESSAGE}),
        )
    return made


_DIALOGUE: Final = MailSink(
    name="SMTP by hand", reason="A connection, on which RCPT and DATA may be spoken (RFC 5321)", roles={}, opens=True
)

SINKS: Final = {
    **_commands(),
    **dict.fromkeys(("TCPSocket.new", "TCPSocket.open", "Socket.tcp", "OpenSSL::SSL::SSLSocket.new"), _DIALOGUE),
    ".send_message": _SMTP,
    ".sendmail": _SMTP,
    ".send_mail": _SMTP,
    ".open_message_stream": MailSink(
        name="Net::SMTP#open_message_stream",
        reason="The envelope; what is written into the stream is the message",
        roles=MappingProxyType({0: Role.FROM, 1: Role.TO, "*": Role.TO}),
        cleans=MappingProxyType({Role.TO: _LINE, Role.FROM: _LINE}),
        reads_header=False,
        opens=True,
    ),
    ".ready": MailSink(
        name="Net::SMTP#ready",
        reason="The older name of open_message_stream",
        roles=MappingProxyType({0: Role.FROM, 1: Role.TO, "*": Role.TO}),
        cleans=MappingProxyType({Role.TO: _LINE, Role.FROM: _LINE}),
        reads_header=False,
        opens=True,
    ),
    "Pony.mail": MailSink(
        name="Pony.mail", reason=f"Hands everything to the gem mail. {_ENCODED}", roles=_FIELDS, cleans=_ALL
    ),
    "ActionMailer.mail": MailSink(
        name="ActionMailer mail()", reason=f"Hands everything to the gem mail. {_ENCODED}", roles=_FIELDS, cleans=_ALL
    ),
    ".send_email": MailSink(
        name="SES send_email",
        reason="Amazon takes the fields apart in JSON, and refuses line breaks in them",
        roles=MappingProxyType(
            {
                "source": Role.FROM,
                "destination": Role.TO,
                "message": Role.BODY,
                "content": Role.BODY,
                "from_email_address": Role.FROM,
                "reply_to_addresses": Role.FROM,
            }
        ),
        cleans=_ALL,
    ),
}

_SETTERS: Final[Mapping[str, Roles]] = MappingProxyType(
    {
        "[]": {
            "to": Role.TO,
            "cc": Role.TO,
            "bcc": Role.TO,
            "subject": Role.SUBJECT,
            "from": Role.FROM,
            "reply-to": Role.FROM,
            "sender": Role.FROM,
            "body": Role.BODY,
        },
        **{f".{name}": _many(Role.TO) for name in ("to", "cc", "bcc", "smtp_envelope_to", "destinations")},
        **{f".{name}": _one(Role.FROM) for name in ("from", "reply_to", "sender", "return_path", "smtp_envelope_from")},
        ".subject": _one(Role.SUBJECT),
        ".body": _one(Role.BODY),
        **{name: _one(role) for name, role in _FIELDS.items() if isinstance(name, str)},
        ".text_part": _one(Role.BODY),
        ".html_part": _one(Role.BODY),
        ".add_file": _one(Role.BODY),
        ".header": MappingProxyType({"*": Role.FROM}),
        ".headers": _FIELDS,
        "Mail.new": MappingProxyType({0: Role.MESSAGE, **_FIELDS}),
    }
)

MAILERS: Final = (
    Mailer(
        name="Mail",
        made_by=("Mail.new", "Mail::Message.new", "Mail.read_from_string"),
        reason=_ENCODED,
        sets=_SETTERS,
        sends=(".deliver", ".deliver!", ".deliver_now", ".deliver_later"),
        gives=(".to_s", ".encoded"),
        cleans=_ALL,
    ),
    Mailer(
        name="TMail::Mail",
        made_by=("TMail::Mail.new",),
        reason="Folds what it is given, and so continues the field",
        sets=_SETTERS,
        sends=(),
        gives=(".encoded", ".to_s"),
        cleans=MappingProxyType({Role.FROM: _LINE, Role.SUBJECT: _LINE}),
    ),
)
