"""A web server of the kind that tells nobody how it sends mail: an old form for everybody, and one that speaks SMTP."""

from __future__ import annotations

import http.client
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from urllib.parse import urlencode, urlsplit

from tests.world import names
from tests.world.machine import Machine
from tests.world.truth import Requested

CGI_UID: Final = 33
"""www-data's, on every Debian."""
_CONF: Final = """\
ServerRoot /srv
DefaultRuntimeDir /srv/run
PidFile /srv/run/apache.pid
Listen {address}:80
ServerName www.example.jp
User www-data
Group www-data
LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
LoadModule alias_module /usr/lib/apache2/modules/mod_alias.so
LoadModule cgid_module /usr/lib/apache2/modules/mod_cgid.so
StartServers 1
ThreadsPerChild 8
MaxRequestWorkers 8
ScriptSock /srv/run/cgid.sock
ErrorLog /srv/logs/error.log
LogFormat "%h %l %u %t \\"%r\\" %>s %O \\"%{{Referer}}i\\" \\"%{{User-Agent}}i\\"" combined
LogFormat "%v:%p %h %l %u %t \\"%r\\" %>s %O \\"%{{Referer}}i\\" \\"%{{User-Agent}}i\\"" vhost_combined
CustomLog /srv/logs/access.log combined
CustomLog /srv/logs/other_vhosts_access.log vhost_combined
DocumentRoot /srv/htdocs
ScriptAlias /cgi-bin/ /srv/cgi-bin/
<Directory /srv>
    Require all granted
</Directory>
"""
_READ: Final = r"""#!/usr/bin/perl
use strict;
my ($body, %of) = ('');
read(STDIN, $body, $ENV{CONTENT_LENGTH} || 0);
$body = $ENV{QUERY_STRING} if $ENV{REQUEST_METHOD} eq 'GET';
for (split /&/, $body) {
    my ($key, $value) = split /=/, $_, 2;
    $value =~ tr/+/ /;
    $value =~ s/%([0-9A-Fa-f]{2})/chr hex $1/ge;
    $of{$key} = $value;
}
"""
_COMMAND_FORM: Final = (
    _READ
    + r"""open my $mail, '|-', '/usr/sbin/sendmail', '-t', '-i' or die;
print $mail "To: $of{to}\nSubject: $of{subject}\nX-PHP-Originating-Script: 33:contact.cgi\n\n$of{text}\n";
close $mail or die;
print "Content-Type: text/plain\n\nThank you\n";
"""
)
_SMTP_FORM: Final = (
    _READ
    + r"""use IO::Socket::INET;
my $smtp = IO::Socket::INET->new(PeerAddr => '127.0.0.1:25') or die;
for ('', "HELO localhost", "MAIL FROM:<webmaster\@example.jp>", "RCPT TO:<$of{to}>", 'DATA',
    "To: $of{to}\r\nSubject: $of{subject}\r\n\r\n$of{text}\r\n.", 'QUIT') {
    print $smtp "$_\r\n" if $_;
    my $reply = <$smtp>;
}
print "Content-Type: text/plain\n\nThank you\n";
"""
)


def prepare_website(machine: Machine) -> None:
    """Write the web root into the machine's /srv."""
    srv = machine.folder / "srv"
    for name in ("run", "logs", "htdocs", "cgi-bin"):
        (srv / name).mkdir()
    (srv / "httpd.conf").write_text(_CONF.format(address=names.WWW))
    (srv / "htdocs" / "contact.html").write_text("<form action=/cgi-bin/contact.cgi method=post>...</form>\n")
    for name, script in (("contact.cgi", _COMMAND_FORM), ("order.cgi", _SMTP_FORM)):
        (srv / "cgi-bin" / name).write_text(script)
        (srv / "cgi-bin" / name).chmod(0o755)


@contextmanager
def website(machine: Machine) -> Iterator[None]:
    """Run Apache on the machine; it is stopped by its own pid."""
    process = machine.popen(["/usr/sbin/apache2", "-f", "/srv/httpd.conf", "-D", "FOREGROUND"])
    try:
        _wait(machine.folder / "srv" / "logs" / "error.log")
        yield
    finally:
        process.terminate()
        process.wait(10)


def _wait(log: Path) -> None:
    for _ in range(200):
        try:
            socket.create_connection((names.WWW, 80), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"Apache did not start: {log.read_text() if log.exists() else 'no log'}")


def ask(address: str, method: str, target: str, agent: str, form: dict[str, str] | None = None) -> Requested:
    """One request of a browser at this address; what it asked for and was answered."""
    connection = http.client.HTTPConnection(names.WWW, 80, timeout=20, source_address=(address, 0))
    headers = {"User-Agent": agent, "Referer": "http://www.example.jp/contact.html"}
    body = None
    if form is not None:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        body = urlencode(form)
    connection.request(method, target, body, headers)
    response = connection.getresponse()
    response.read()
    connection.close()
    parts = urlsplit(target)
    return Requested(
        address=address,
        method=method,
        path=parts.path,
        query=parts.query or None,
        status=response.status,
        agent=agent,
    )
