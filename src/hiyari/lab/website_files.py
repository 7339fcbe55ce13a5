"""The files of the lab's web host: a few pages, the contact form that is used, and the one of 2003 that nobody needs.

They are what such sites hold, and nothing here is special: `hiyari forms` reads them as any others.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

OLD_FORM: Final = "/cgi-bin/old/contact.cgi"
"""Nothing links to it any more."""
NEW_FORM: Final = "/contact/send.php"
PAGES: Final = ("/", "/news/", "/access.html", "/contact/")


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteFiles:
    """Where the files of the site lie."""

    root: Path
    """The document root."""
    cgi: Path
    """What ``/cgi-bin/`` stands for."""
    configuration: Path
    """Apache's."""

    def file_of(self, path: str) -> Path:
        """The file that answers a request for a path."""
        if path.startswith("/cgi-bin/"):
            return self.cgi / path.removeprefix("/cgi-bin/")
        return self.root / (path.lstrip("/") + ("index.html" if path.endswith("/") else ""))


def write_site(folder: Path) -> SiteFiles:
    """Write the site into a folder that exists."""
    files = SiteFiles(root=folder / "www", cgi=folder / "cgi-bin", configuration=folder / "apache.conf")
    for path, content in _FILES.items():
        file = files.file_of(path)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, "utf-8")
    files.file_of(OLD_FORM).chmod(0o755)
    files.configuration.write_text(_APACHE.format(root=files.root, cgi=files.cgi), "utf-8")
    return files


def _page(title: str, body: str) -> str:
    return (
        f"<!DOCTYPE html>\n<html><head><title>{title}</title></head>\n<body><h1>{title}</h1>\n{body}\n</body></html>\n"
    )


_LINKS: Final = (
    '<p><a href="/news/">News</a> <a href="/access.html">How to find us</a> <a href="/contact/">Contact</a></p>'
)
_NEW_FORM: Final = """\
<?php
// The address stands here, and nothing of the request comes into the header.
$text = isset($_POST['text']) ? $_POST['text'] : '';
if ($text === '') {
    header('Location: /contact/');
    exit;
}
mail('office@example.jp', 'Contact', $text);
echo 'Thank you.';
"""
_OLD_FORM: Final = """\
#!/usr/bin/perl
# Contact form, 2003

$mailprog = '/usr/sbin/sendmail';
$office = 'office@example.jp';

if ($ENV{'REQUEST_METHOD'} eq 'POST') {
    read(STDIN, $buffer, $ENV{'CONTENT_LENGTH'});
} else {
    $buffer = $ENV{'QUERY_STRING'};
}
foreach $pair (split(/&/, $buffer)) {
    ($name, $value) = split(/=/, $pair);
    $value =~ tr/+/ /;
    $value =~ s/%([a-fA-F0-9][a-fA-F0-9])/pack("C", hex($1))/eg;
    $FORM{$name} = $value;
}

# The page fills in a hidden field, so that one script serves two offices.
$to = $FORM{'to'} || $office;

open(MAIL, "|$mailprog -t") || die "mail: $!";
print MAIL "To: $to\\n";
print MAIL "Subject: $FORM{'subject'}\\n\\n";
print MAIL "$FORM{'text'}\\n";
close(MAIL);

print "Content-type: text/html\\n\\n";
print "<html><body>Thank you.</body></html>\\n";
"""
_FILES: Final = {
    "/": _page("Example Corporation", _LINKS),
    "/news/": _page("News", "<p>A new contact form is on our site.</p>" + _LINKS),
    "/access.html": _page("How to find us", "<p>Opposite the station.</p>" + _LINKS),
    "/contact/": _page(
        "Contact",
        f'<form method="post" action="{NEW_FORM}"><textarea name="text"></textarea><input type="submit"></form>',
    ),
    NEW_FORM: _NEW_FORM,
    OLD_FORM: _OLD_FORM,
}
_APACHE: Final = """\
ServerName www.example.jp
DocumentRoot "{root}"
DirectoryIndex index.html
ScriptAlias /cgi-bin/ "{cgi}/"
<FilesMatch "\\.php$">
    SetHandler application/x-httpd-php
</FilesMatch>
"""
