"""Python's calls that send mail: what each argument is in the mail, and what the library itself cleans or refuses."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from hiyari.forms.taint.tables import BREAKS, MailSink, Power, Role

Roles = Mapping[int | str, Role]

_LINE: Final = BREAKS | Power.TRAILING_LF
_ALL: Final = MappingProxyType(dict.fromkeys((Role.TO, Role.FROM, Role.SUBJECT), _LINE))
_COMMAND: Final[Roles] = MappingProxyType({0: Role.SHELL, "args": Role.SHELL, "cmd": Role.SHELL, "input": Role.MESSAGE})
_WORDS: Final[Roles] = MappingProxyType({0: Role.ARGV, "args": Role.ARGV, "input": Role.MESSAGE})


def _commands() -> dict[str, MailSink]:
    made: dict[str, MailSink] = {}
    for name in ("run", "call", "check_call", "check_output", "Popen", "getoutput", "getstatusoutput"):
        opens, shell_always = name == "Popen", name.startswith("get")
        full = f"subprocess.{name}"
        shell = MailSink(name=f"{full}(shell=True)", reason="A shell reads the line", roles=_COMMAND, opens=opens)
        made[f"{full} shell=True"] = shell
        made[full] = (
            shell
            if shell_always
            else MailSink(name=full, reason="The command's words, without a shell", roles=_WORDS, opens=opens)
        )
    for name in (
        "os.popen",
        "os.popen2",
        "os.popen3",
        "popen2.popen2",
        "popen2.popen3",
        "popen2.Popen3",
        "asyncio.create_subprocess_shell",
    ):
        made[name] = MailSink(
            name=name,
            reason="A shell reads the line; what is written is the command's input",
            roles={0: Role.SHELL},
            opens=True,
        )
    for name in ("os.system", "commands.getoutput", "commands.getstatusoutput"):
        made[name] = MailSink(name=name, reason="A shell reads the line", roles={0: Role.SHELL})
    for name in (
        *(f"os.{how}{kind}" for how in ("exec", "spawn") for kind in ("v", "vp", "ve", "vpe", "l", "lp", "le", "lpe")),
        "os.posix_spawn",
        "os.posix_spawnp",
        "asyncio.create_subprocess_exec",
        "pexpect.spawn",
    ):
        roles: Roles = {0: Role.BODY, "*": Role.ARGV} if name.startswith("os.spawn") else {"*": Role.ARGV}
        made[name] = MailSink(name=name, reason="The command's words, without a shell", roles=roles)
    made["pty.spawn"] = MailSink(name="pty.spawn", reason="The command's words, without a shell", roles={0: Role.ARGV})
    return made


_SMTP: Final[Roles] = MappingProxyType(
    {
        0: Role.FROM,
        1: Role.TO,
        2: Role.MESSAGE,
        "from_addr": Role.FROM,
        "to_addrs": Role.TO,
        "msg": Role.MESSAGE,
        "sender": Role.FROM,
        "recipients": Role.TO,
        "message": Role.MESSAGE,
    }
)
_DJANGO: Final[Roles] = MappingProxyType(
    {
        0: Role.SUBJECT,
        1: Role.BODY,
        2: Role.FROM,
        3: Role.TO,
        "subject": Role.SUBJECT,
        "message": Role.BODY,
        "body": Role.BODY,
        "html_message": Role.BODY,
        "from_email": Role.FROM,
        "recipient_list": Role.TO,
    }
)

_DIALOGUE: Final = MailSink(
    name="SMTP by hand", reason="A connection, on which RCPT and DATA may be spoken (RFC 5321)", roles={}, opens=True
)

SINKS: Final = {
    **_commands(),
    **dict.fromkeys(
        ("socket.socket", "socket.create_connection", "telnetlib.Telnet", "asyncio.open_connection"), _DIALOGUE
    ),
    ".sendmail": MailSink(
        name="smtplib.SMTP.sendmail()",
        reason="The envelope is in its first two arguments, the message with its header in the third; "
        "each element of a list is a recipient, and line breaks in a command are refused (ValueError, since 3.9.5)",
        roles=_SMTP,
        cleans=MappingProxyType({Role.TO: _LINE, Role.FROM: _LINE}),
        reads_header=False,
    ),
    ".rcpt": MailSink(
        name="smtplib.SMTP.rcpt()",
        reason="one recipient of the envelope; line breaks in a command are refused (ValueError, since 3.9.5)",
        roles={0: Role.TO},
        cleans=MappingProxyType({Role.TO: _LINE}),
        reads_header=False,
    ),
    ".send_message": MailSink(
        name="smtplib.SMTP.send_message()",
        reason="Takes the recipients from To, Cc and Bcc of the message, where the call does not name them",
        roles=MappingProxyType({1: Role.FROM, 2: Role.TO, "from_addr": Role.FROM, "to_addrs": Role.TO}),
        cleans=_ALL,
    ),
    "aiosmtplib.send": MailSink(
        name="aiosmtplib.send()",
        reason="Takes a message, or its text with recipients",
        roles={0: Role.MESSAGE, "message": Role.MESSAGE, "sender": Role.FROM, "recipients": Role.TO},
        reads_header=False,
    ),
    "django.core.mail.send_mail": MailSink(
        name="django.core.mail.send_mail()",
        reason="Raises BadHeaderError on line breaks in a field; each element of the list is a recipient",
        roles=_DJANGO,
        cleans=_ALL,
    ),
    "django.core.mail.send_mass_mail": MailSink(
        name="django.core.mail.send_mass_mail()",
        reason="Tuples of subject, text, sender and recipients; raises BadHeaderError on line breaks",
        roles={0: Role.TO},
        cleans=_ALL,
    ),
    "django.core.mail.mail_admins": MailSink(
        name="django.core.mail.mail_admins()",
        reason="Goes to the addresses of the settings; raises BadHeaderError on line breaks",
        roles={0: Role.SUBJECT, 1: Role.BODY, "subject": Role.SUBJECT, "message": Role.BODY},
        cleans=_ALL,
    ),
    "django.core.mail.mail_managers": MailSink(
        name="django.core.mail.mail_managers()",
        reason="Goes to the addresses of the settings; raises BadHeaderError on line breaks",
        roles={0: Role.SUBJECT, 1: Role.BODY, "subject": Role.SUBJECT, "message": Role.BODY},
        cleans=_ALL,
    ),
    ".email_user": MailSink(
        name="User.email_user()",
        reason="Goes to the address of a registered user",
        roles={0: Role.SUBJECT, 1: Role.BODY},
        cleans=_ALL,
    ),
    ".send_email": MailSink(
        name="SES send_email()",
        reason="Amazon takes the fields apart in JSON, and refuses line breaks in them",
        roles={
            "Source": Role.FROM,
            "Destination": Role.TO,
            "Message": Role.BODY,
            "ReplyToAddresses": Role.FROM,
            "FromEmailAddress": Role.FROM,
            "Content": Role.BODY,
        },
        cleans=_ALL,
    ),
    ".send_raw_email": MailSink(
        name="SES send_raw_email()",
        reason="A whole message; without Destinations its header says where it goes",
        roles={"Source": Role.FROM, "Destinations": Role.TO, "RawMessage": Role.MESSAGE},
    ),
    "sendgrid.helpers.mail.Mail": MailSink(
        name="sendgrid Mail()",
        reason="Sent as JSON, so line breaks stay within their field",
        roles={
            0: Role.FROM,
            1: Role.TO,
            2: Role.SUBJECT,
            "from_email": Role.FROM,
            "to_emails": Role.TO,
            "subject": Role.SUBJECT,
            "html_content": Role.BODY,
            "plain_text_content": Role.BODY,
        },
        cleans=_ALL,
    ),
    "resend.Emails.send": MailSink(
        name="resend.Emails.send()",
        reason="Sent as JSON, so line breaks stay within their field",
        roles={
            "from": Role.FROM,
            "to": Role.TO,
            "cc": Role.TO,
            "bcc": Role.TO,
            "subject": Role.SUBJECT,
            "html": Role.BODY,
            "text": Role.BODY,
            "reply_to": Role.FROM,
        },
        cleans=_ALL,
    ),
}
