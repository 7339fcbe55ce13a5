"""Ways to send mail from Node.js: what each argument is in the mail, and what the library itself cleans."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from hiyari.forms.taint.tables import BREAKS, Mailer, MailSink, Power, Role

Roles = Mapping[int | str, Role]

_LINE: Final = BREAKS | Power.TRAILING_LF
_ALL: Final = MappingProxyType(dict.fromkeys((Role.TO, Role.FROM, Role.SUBJECT, Role.HEADERS), _LINE))
_FIELDS: Final[Roles] = MappingProxyType(
    {
        "to": Role.TO,
        "cc": Role.TO,
        "bcc": Role.TO,
        "envelope": Role.TO,
        "from": Role.FROM,
        "sender": Role.FROM,
        "replyTo": Role.FROM,
        "reply_to": Role.FROM,
        "inReplyTo": Role.FROM,
        "references": Role.FROM,
        "headers": Role.HEADERS,
        "subject": Role.SUBJECT,
        "text": Role.BODY,
        "html": Role.BODY,
        "amp": Role.BODY,
        "body": Role.BODY,
        "attachment": Role.BODY,
        "attachments": Role.BODY,
        "content": Role.BODY,
        "raw": Role.MESSAGE,
    }
)
_JSON: Final = "Sent as JSON or as form fields, so line breaks stay within their field"
_SES: Final[Roles] = MappingProxyType(
    {
        "Source": Role.FROM,
        "FromEmailAddress": Role.FROM,
        "Destination": Role.TO,
        "Destinations": Role.TO,
        "ReplyToAddresses": Role.FROM,
        "Message": Role.BODY,
        "RawMessage": Role.MESSAGE,
        "To": Role.TO,
        "Cc": Role.TO,
        "Bcc": Role.TO,
        "From": Role.FROM,
        "ReplyTo": Role.FROM,
        "Subject": Role.SUBJECT,
        "TextBody": Role.BODY,
        "HtmlBody": Role.BODY,
    }
)


def _commands() -> dict[str, MailSink]:
    made: dict[str, MailSink] = {}
    shell: Roles = MappingProxyType({0: Role.SHELL, "input": Role.MESSAGE})
    words: Roles = MappingProxyType({0: Role.ARGV, "input": Role.MESSAGE})
    for name in ("exec", "execSync"):
        full = f"child_process.{name}"
        made[full] = MailSink(name=full, reason="A shell reads the line", roles=shell, opens=name == "exec")
    for name in ("spawn", "spawnSync", "execFile", "execFileSync"):
        full, opens = f"child_process.{name}", not name.endswith("Sync")
        made[full] = MailSink(name=full, reason="The command's words, without a shell", roles=words, opens=opens)
        made[f"{full} shell"] = MailSink(
            name=full, reason="With {shell: true} a shell reads the line", roles=shell, opens=opens
        )
    made["util.promisify.exec"] = made["child_process.exec"]
    return made


_DIALOGUE: Final = MailSink(
    name="SMTP by hand", reason="A connection, on which RCPT and DATA may be spoken (RFC 5321)", roles={}, opens=True
)

SINKS: Final = {
    **_commands(),
    **dict.fromkeys(
        (
            "net.connect",
            "net.createConnection",
            "new net.Socket",
            "net.Socket",
            "tls.connect",
            "new tls.TLSSocket",
            "tls.TLSSocket",
        ),
        _DIALOGUE,
    ),
    ".sendMail": MailSink(
        name="nodemailer sendMail()",
        reason="nodemailer makes line breaks in a field blanks, and quotes or encodes names (lib/mime-node; measured, "
        "10.6.1); commas in to are several recipients",
        roles=_FIELDS,
        cleans=_ALL,
    ),
    "@sendgrid/mail.send": MailSink(name="@sendgrid/mail send()", reason=_JSON, roles=_FIELDS, cleans=_ALL),
    "@sendgrid/mail.sendMultiple": MailSink(
        name="@sendgrid/mail sendMultiple()", reason=_JSON, roles=_FIELDS, cleans=_ALL
    ),
    ".messages().send": MailSink(name="mailgun messages().send()", reason=_JSON, roles=_FIELDS, cleans=_ALL),
    ".messages.create": MailSink(
        name="mailgun messages.create()", reason=_JSON, roles=MappingProxyType({**_FIELDS}), cleans=_ALL
    ),
    ".emails.send": MailSink(name="resend emails.send()", reason=_JSON, roles=_FIELDS, cleans=_ALL),
    "emailjs.client.send": MailSink(
        name="emailjs send()",
        reason="Line breaks are taken out or encoded in every field (measured, emailjs 5.0.3)",
        roles=_FIELDS,
        cleans=_ALL,
    ),
    "emailjs.client.sendAsync": MailSink(
        name="emailjs sendAsync()",
        reason="Line breaks are taken out or encoded in every field (measured, emailjs 5.0.3)",
        roles=_FIELDS,
        cleans=_ALL,
    ),
    ".sendEmail": MailSink(
        name="sendEmail()",
        reason="Amazon SES and Postmark: sent as JSON, and line breaks in a field are refused",
        roles=_SES,
        cleans=_ALL,
    ),
    ".sendRawEmail": MailSink(name="SES sendRawEmail()", reason="A whole message", roles=_SES),
    "new SendEmailCommand": MailSink(name="SES SendEmailCommand", reason=_JSON, roles=_SES, cleans=_ALL),
    "new @aws-sdk/client-ses.SendEmailCommand": MailSink(
        name="SES SendEmailCommand", reason=_JSON, roles=_SES, cleans=_ALL
    ),
    "new @aws-sdk/client-sesv2.SendEmailCommand": MailSink(
        name="SES SendEmailCommand", reason=_JSON, roles=_SES, cleans=_ALL
    ),
    "sendmail": MailSink(
        name="sendmail()",
        reason="The package sendmail builds the message with mailcomposer, which is nodemailer's mime-node",
        roles=_FIELDS,
        cleans=_ALL,
    ),
}

MAILERS: Final[tuple[Mailer, ...]] = ()
