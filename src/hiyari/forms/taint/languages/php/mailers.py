"""PHP: classes whose objects gather a mail. Names of methods and classes in small letters, properties as written."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import Final

from hiyari.forms.taint.tables import BREAKS, Mailer, Power, Role

_BROKEN: Final = BREAKS | Power.TRAILING_LF
_ONE: Final = _BROKEN | Power.SEVERAL

PHPMAILER: Final = Mailer(
    name="PHPMailer",
    made_by=("new phpmailer",),
    reason="5.2 and 6: addAddress refuses what is no single address; secureHeader takes CR and LF out of "
    "names, Subject and custom headers (since 2.0); Sender reaches sendmail's command line, checked since 5.2.20 "
    "(CVE-2016-10033)",
    sets={
        ".addaddress": {0: Role.TO, 1: Role.FROM},
        ".addcc": {0: Role.TO, 1: Role.FROM},
        ".addbcc": {0: Role.TO, 1: Role.FROM},
        ".addreplyto": {0: Role.FROM, 1: Role.FROM},
        ".setfrom": {0: Role.FROM, 1: Role.FROM},
        ".addcustomheader": {0: Role.FROM, 1: Role.FROM},
        ".msghtml": {0: Role.BODY},
        "Subject": {0: Role.SUBJECT},
        "Body": {0: Role.BODY},
        "AltBody": {0: Role.BODY},
        "From": {0: Role.FROM},
        "FromName": {0: Role.FROM},
        "Sender": {0: Role.FROM},
    },
    sends=(".send",),
    clears={
        ".clearaddresses": frozenset({".addaddress"}),
        ".clearccs": frozenset({".addcc"}),
        ".clearbccs": frozenset({".addbcc"}),
        ".clearallrecipients": frozenset({".addaddress", ".addcc", ".addbcc"}),
        ".clearreplytos": frozenset({".addreplyto"}),
        ".clearcustomheaders": frozenset({".addcustomheader"}),
    },
    cleans=MappingProxyType({Role.TO: _ONE, Role.FROM: _ONE, Role.SUBJECT: _BROKEN}),
)
_SWIFT: Final = Mailer(
    name="Swift Mailer",
    made_by=("new swift_message", "swift_message.newinstance"),
    reason="4 to 6: addresses are checked against RFC 2822 (Swift_RfcComplianceException); header values are encoded; "
    "CakePHP's Mailer, which has the same methods and delivers itself, does as much",
    sets={
        "new swift_message": {0: Role.SUBJECT, 1: Role.BODY},
        "swift_message.newinstance": {0: Role.SUBJECT, 1: Role.BODY},
        ".setto": {0: Role.TO, 1: Role.FROM},
        ".addto": {0: Role.TO, 1: Role.FROM},
        ".setcc": {0: Role.TO, 1: Role.FROM},
        ".addcc": {0: Role.TO, 1: Role.FROM},
        ".setbcc": {0: Role.TO, 1: Role.FROM},
        ".addbcc": {0: Role.TO, 1: Role.FROM},
        ".setfrom": {0: Role.FROM, 1: Role.FROM},
        ".addfrom": {0: Role.FROM, 1: Role.FROM},
        ".setreplyto": {0: Role.FROM, 1: Role.FROM},
        ".addreplyto": {0: Role.FROM, 1: Role.FROM},
        ".setsender": {0: Role.FROM},
        ".setreturnpath": {0: Role.FROM},
        ".setsubject": {0: Role.SUBJECT},
        ".setbody": {0: Role.BODY},
        ".addpart": {0: Role.BODY},
        ".deliver": {0: Role.BODY},
    },
    clears={
        ".setto": frozenset({".setto", ".addto"}),
        ".setcc": frozenset({".setcc", ".addcc"}),
        ".setbcc": frozenset({".setbcc", ".addbcc"}),
        ".setreplyto": frozenset({".setreplyto", ".addreplyto"}),
        ".setsubject": frozenset({Role.SUBJECT.value}),
        ".setbody": frozenset({".setbody"}),
    },
    sends=(".send:0", ".batchsend:0", ".deliver"),
    cleans=MappingProxyType({Role.TO: _ONE, Role.FROM: _ONE, Role.SUBJECT: _BROKEN}),
)
_SYMFONY: Final = Mailer(
    name="Symfony Mailer",
    made_by=("new email", "new templatedemail", "new notificationemail", "new cakeemail"),
    reason="4.3 and newer: Address refuses what is no single address (RfcComplianceException); headers are encoded; "
    "CakePHP's Email, which sends itself, checks and encodes as well",
    sets={
        ".setto": {0: Role.TO, 1: Role.FROM},
        ".setcc": {0: Role.TO, 1: Role.FROM},
        ".setbcc": {0: Role.TO, 1: Role.FROM},
        ".setfrom": {0: Role.FROM, 1: Role.FROM},
        ".setreplyto": {0: Role.FROM, 1: Role.FROM},
        ".setsubject": {0: Role.SUBJECT},
        ".to": {"*": Role.TO},
        ".addto": {"*": Role.TO},
        ".cc": {"*": Role.TO},
        ".addcc": {"*": Role.TO},
        ".bcc": {"*": Role.TO},
        ".addbcc": {"*": Role.TO},
        ".from": {"*": Role.FROM},
        ".addfrom": {"*": Role.FROM},
        ".replyto": {"*": Role.FROM},
        ".addreplyto": {"*": Role.FROM},
        ".sender": {0: Role.FROM},
        ".returnpath": {0: Role.FROM},
        ".subject": {0: Role.SUBJECT},
        ".text": {0: Role.BODY},
        ".html": {0: Role.BODY},
        ".context": {0: Role.BODY},
        ".viewvars": {0: Role.BODY},
        ".setviewvars": {0: Role.BODY},
        ".send": {0: Role.BODY},
        ".deliver": {0: Role.BODY},
    },
    sends=(".send", ".deliver", ".send:0"),
    cleans=MappingProxyType({Role.TO: _ONE, Role.FROM: _ONE, Role.SUBJECT: _BROKEN}),
)
_ZEND: Final = Mailer(
    name="Zend Mail",
    made_by=("new zend_mail", "new message"),
    reason="1 and 2: header values are filtered of CR and LF (since 1.7.6 and 2.3.8); addresses are checked",
    sets={
        ".addto": {0: Role.TO, 1: Role.FROM},
        ".setto": {0: Role.TO, 1: Role.FROM},
        ".addcc": {0: Role.TO, 1: Role.FROM},
        ".addbcc": {0: Role.TO, 1: Role.FROM},
        ".setfrom": {0: Role.FROM, 1: Role.FROM},
        ".addfrom": {0: Role.FROM, 1: Role.FROM},
        ".setreplyto": {0: Role.FROM, 1: Role.FROM},
        ".addreplyto": {0: Role.FROM, 1: Role.FROM},
        ".setsubject": {0: Role.SUBJECT},
        ".setbodytext": {0: Role.BODY},
        ".setbodyhtml": {0: Role.BODY},
        ".setbody": {0: Role.BODY},
        ".addheader": {0: Role.FROM, 1: Role.FROM},
    },
    sends=(".send", ".send:0"),
    cleans=MappingProxyType({Role.TO: _ONE, Role.FROM: _ONE, Role.SUBJECT: _BROKEN}),
)
_PEAR: Final = Mailer(
    name="PEAR Mail",
    made_by=("mail.factory", "new mail_mail", "new mail_smtp", "new mail_sendmail"),
    reason="1.2 and newer: _sanitizeHeaders takes CR and LF with what follows out of headers; commas part recipients",
    sets={".send": {0: Role.TO, 1: Role.HEADERS, 2: Role.BODY}},
    sends=(".send",),
    cleans=MappingProxyType({Role.TO: _BROKEN, Role.HEADERS: _BROKEN}),
)
_CODEIGNITER: Final = Mailer(
    name="CodeIgniter's Email",
    made_by=("new ci_email", "services.email"),
    held_in=("email",),
    reason="2 to 4: headers are cleaned of CR and LF (_set_header strips them); recipients are split at commas",
    sets={
        ".from": {0: Role.FROM, 1: Role.FROM},
        ".setfrom": {0: Role.FROM, 1: Role.FROM},
        ".reply_to": {0: Role.FROM, 1: Role.FROM},
        ".setreplyto": {0: Role.FROM, 1: Role.FROM},
        ".to": {0: Role.TO},
        ".setto": {0: Role.TO},
        ".cc": {0: Role.TO},
        ".setcc": {0: Role.TO},
        ".bcc": {0: Role.TO},
        ".setbcc": {0: Role.TO},
        ".subject": {0: Role.SUBJECT},
        ".setsubject": {0: Role.SUBJECT},
        ".message": {0: Role.BODY},
        ".setmessage": {0: Role.BODY},
        ".set_header": {0: Role.FROM, 1: Role.FROM},
    },
    sends=(".send",),
    cleans=MappingProxyType({Role.TO: _BROKEN, Role.FROM: _BROKEN, Role.SUBJECT: _BROKEN}),
)
_LARAVEL: Final = Mailer(
    name="Laravel Mail",
    made_by=("mail.to", "mail.cc", "mail.bcc"),
    reason="Symfony Mailer (Swift Mailer before 9) underneath: addresses are checked, header values encoded",
    sets={
        "mail.to": {0: Role.TO},
        "mail.cc": {0: Role.TO},
        "mail.bcc": {0: Role.TO},
        ".to": {0: Role.TO},
        ".cc": {0: Role.TO},
        ".bcc": {0: Role.TO},
        ".send": {0: Role.BODY},
        ".queue": {0: Role.BODY},
    },
    sends=(".send", ".queue"),
    cleans=MappingProxyType({Role.TO: _ONE}),
)
_YII: Final = Mailer(
    name="Yii's mailer",
    made_by=(".compose",),
    reason="Yii 2: Swift Mailer or Symfony Mailer underneath: addresses are checked, header values encoded",
    sets={
        ".compose": {1: Role.BODY},
        ".setto": {0: Role.TO},
        ".setcc": {0: Role.TO},
        ".setbcc": {0: Role.TO},
        ".setfrom": {0: Role.FROM},
        ".setreplyto": {0: Role.FROM},
        ".setsubject": {0: Role.SUBJECT},
        ".settextbody": {0: Role.BODY},
        ".sethtmlbody": {0: Role.BODY},
    },
    sends=(".send",),
    cleans=MappingProxyType({Role.TO: _ONE, Role.FROM: _ONE, Role.SUBJECT: _BROKEN}),
)
_AT_ONCE: Final = ("mail.send", "mail.raw", "mail.plain", "mail.html", "mail.queue")
_MESSAGE: Final = replace(
    _SYMFONY,
    name="Laravel Mail",
    made_by=_AT_ONCE,
    sends=_AT_ONCE,
    reason="The view's data or the text is the body; the function that is given sets the addresses, which are checked",
    sets={
        **_SYMFONY.sets,
        ".to": {0: Role.TO, 1: Role.FROM},
        **{name: {1: Role.BODY} for name in ("mail.send", "mail.queue", "mail.plain")},
        **{name: {0: Role.BODY} for name in ("mail.raw", "mail.html")},
    },
    cleans=MappingProxyType({Role.TO: _ONE, Role.FROM: _ONE, Role.SUBJECT: _BROKEN}),
)
_JOOMLA: Final = Mailer(
    name="Joomla's mailer",
    made_by=("jfactory.getmailer", "factory.getmailer", "jmail.getinstance"),
    reason="PHPMailer with JMailHelper: lines are cleaned; addresses are checked",
    sets={
        ".addrecipient": {0: Role.TO, 1: Role.FROM},
        ".addcc": {0: Role.TO, 1: Role.FROM},
        ".addbcc": {0: Role.TO, 1: Role.FROM},
        ".addreplyto": {0: Role.FROM, 1: Role.FROM},
        ".setsender": {0: Role.FROM},
        ".setsubject": {0: Role.SUBJECT},
        ".setbody": {0: Role.BODY},
        ".sendmail": {
            0: Role.FROM,
            1: Role.FROM,
            2: Role.TO,
            3: Role.SUBJECT,
            4: Role.BODY,
            6: Role.TO,
            7: Role.TO,
        },
    },
    sends=(".send", ".sendmail"),
    cleans=MappingProxyType({Role.TO: _ONE, Role.FROM: _ONE, Role.SUBJECT: _BROKEN}),
)

_NET_SMTP: Final = Mailer(
    name="PEAR Net_SMTP",
    made_by=("new net_smtp",),
    reason="rcptTo() is the envelope; 1.3.3 and newer refuse line breaks in commands; data() is the message as it is",
    sets={
        ".mailfrom": {0: Role.FROM},
        ".sendfrom": {0: Role.FROM},
        ".rcptto": {0: Role.TO},
        ".data": {0: Role.MESSAGE, 1: Role.HEADERS},
    },
    sends=(".data",),
    reads_header=False,
    cleans=MappingProxyType({Role.TO: _BROKEN, Role.FROM: _BROKEN}),
)

MAILERS: Final = (
    PHPMAILER,
    _NET_SMTP,
    _SWIFT,
    _SYMFONY,
    _ZEND,
    _PEAR,
    _CODEIGNITER,
    _LARAVEL,
    _MESSAGE,
    _YII,
    _JOOMLA,
)
