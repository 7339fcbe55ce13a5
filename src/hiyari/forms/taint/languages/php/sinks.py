"""PHP: calls that send mail or run a command. PHP 5 and newer take CR and LF out of To and Subject of ``mail()``."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from hiyari.forms.taint.tables import BREAKS, MailSink, Power, Role

_BROKEN: Final = BREAKS | Power.TRAILING_LF
_MAIL: Final[dict[int | str, Role]] = {0: Role.TO, 1: Role.SUBJECT, 2: Role.BODY, 3: Role.HEADERS, 4: Role.SHELL}
_SHELL: Final[dict[int | str, Role]] = {0: Role.SHELL}

_CLEANS: Final = MappingProxyType({Role.TO: _BROKEN, Role.SUBJECT: _BROKEN, Role.SHELL: Power.SHELL})


def _runs(name: str) -> MailSink:
    return MailSink(name=name, reason="runs a command by the shell", roles=_SHELL)


SINKS: Final = {
    "mail": MailSink(
        name="mail()",
        reason="header lines as a string go to sendmail -t as they are; a list is refused with line breaks in it "
        "(ValueError, PHP 8.2); PHP runs escapeshellcmd over the fifth argument by itself, which leaves options",
        roles=_MAIL,
        cleans=_CLEANS,
        lists=frozenset({Role.HEADERS}),
        command=b"sendmail -t -i ",
    ),
    "mb_send_mail": MailSink(
        name="mb_send_mail()",
        reason="like mail(); the subject is encoded as base64",
        roles=_MAIL,
        cleans=_CLEANS,
        lists=frozenset({Role.HEADERS}),
        command=b"sendmail -t -i ",
    ),
    "imap_mail": MailSink(
        name="imap_mail()",
        reason="like mail(), with Cc, Bcc and the return path as arguments; cleans nothing",
        roles={
            0: Role.TO,
            1: Role.SUBJECT,
            2: Role.BODY,
            3: Role.HEADERS,
            4: Role.TO,
            5: Role.TO,
            6: Role.FROM,
        },
    ),
    "error_log": MailSink(
        name="error_log()",
        reason="with 1 as its second argument it mails the first to the third, with the fourth as header lines",
        roles={0: Role.BODY, 2: Role.TO, 3: Role.HEADERS},
        cleans=MappingProxyType({Role.TO: _BROKEN}),
    ),
    "wp_mail": MailSink(
        name="wp_mail()",
        reason="WordPress takes header strings apart at line breaks, so a line break adds a header; PHPMailer checks "
        "addresses and refuses line breaks in them",
        roles={0: Role.TO, 1: Role.SUBJECT, 2: Role.BODY, 3: Role.HEADERS},
        cleans=MappingProxyType({Role.TO: _BROKEN, Role.SUBJECT: _BROKEN}),
    ),
    "drupal_mail": MailSink(
        name="drupal_mail()",
        reason="Drupal 6 and 7: module, key, to, language, params, from; params come into the text by hook_mail",
        roles={2: Role.TO, 4: Role.BODY, 5: Role.FROM},
        cleans=MappingProxyType({Role.FROM: _BROKEN}),
    ),
    "jutility.sendmail": MailSink(
        name="JUtility::sendMail()",
        reason="Joomla 1.5: from, name, recipient, subject, body, html, cc, bcc; JMailHelper cleans lines",
        roles={0: Role.FROM, 1: Role.FROM, 2: Role.TO, 3: Role.SUBJECT, 4: Role.BODY, 6: Role.TO, 7: Role.TO},
        cleans=MappingProxyType({Role.TO: _BROKEN, Role.FROM: _BROKEN, Role.SUBJECT: _BROKEN}),
    ),
    **dict.fromkeys(
        ("email.deliver", "cakeemail.deliver"),
        MailSink(
            name="Email::deliver()",
            reason="CakePHP: to, subject, message; addresses are checked, header values encoded",
            roles={0: Role.TO, 1: Role.SUBJECT, 2: Role.BODY},
            cleans=MappingProxyType({Role.TO: _BROKEN, Role.SUBJECT: _BROKEN}),
        ),
    ),
    "exec": _runs("exec()"),
    "system": _runs("system()"),
    "passthru": _runs("passthru()"),
    "shell_exec": _runs("shell_exec()"),
    "backtick": _runs("`...`"),
    "popen": MailSink(
        name="popen()",
        reason="what is written into it is the command's input",
        roles=_SHELL,
        opens=True,
    ),
    "proc_open": MailSink(
        name="proc_open()",
        reason="what is written into its first pipe is the command's input",
        roles=_SHELL,
        opens=True,
    ),
    "fsockopen": MailSink(
        name="fsockopen()",
        reason="an SMTP dialogue, when RCPT TO is written into it",
        roles={},
        opens=True,
    ),
    "socket_create": MailSink(name="socket_create()", reason="like fsockopen()", roles={}, opens=True),
    "pfsockopen": MailSink(name="pfsockopen()", reason="like fsockopen()", roles={}, opens=True),
    "stream_socket_client": MailSink(name="stream_socket_client()", reason="like fsockopen()", roles={}, opens=True),
}
