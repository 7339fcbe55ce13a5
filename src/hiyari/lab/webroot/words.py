"""Texts of pages, scripts, styles and data, put together from parts that are made once.

Every part is whole: a function, a rule, a paragraph. So a file of any size is valid in its language, and costs no more
than writing it down. About every eighth part of PHP speaks of addresses or mail without sending any, as real ones do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random
from typing import Final

_NOUN_LIST: Final = (
    "article basket branch catalogue category customer delivery entry event gallery group history image invoice "
    "item language layout member menu message module news notice option order page payment photo price product "
    "profile record region report reservation room schedule season section session setting shop staff stock "
    "summary table theme ticket topic user village visit voucher widget"
)
_VERB_LIST: Final = "build change check clear collect count fetch filter find format load merge read render"
_NOUNS: Final = _NOUN_LIST.split()
_VERBS: Final = _VERB_LIST.split()
_JAPANESE: Final = ("お知らせ", "製品情報", "会社概要", "採用情報", "お問い合わせ", "アクセス", "過去の記事", "質問")

_PHP: Final = """
/**
 * Tells the {noun} by its {other}.
 */
function {verb}_{noun}_@@($db, $id, array $options = array())
{{
    $limit = isset($options['limit']) ? (int) $options['limit'] : {number};
    $sql = 'SELECT id, name, {other} FROM {noun} WHERE id = ' . (int) $id . ' LIMIT ' . $limit;
    $found = array();
    foreach ($db->query($sql) as $row) {{
        if ($row['{other}'] === null || $row['name'] == '') {{
            continue;
        }}
        $found[] = array('id' => $row['id'], '{other}' => htmlspecialchars($row['{other}']));
    }}
    return count($found) > 0 ? $found : false;
}}
"""
_PHP_CLASS: Final = """
class {Noun}{Other}@@ extends {Noun}Base
{{
    private $items = array();
    protected $title = '{Noun} and {other}';

    public function {verb}(array $input)
    {{
        foreach ($input as $key => $value) {{
            switch ($key) {{
                case '{other}':
                    $this->items[$key] = trim($value);
                    break;
                default:
                    $this->items[$key] = strip_tags($value);
            }}
        }}
        return $this;
    }}

    public function toHtml()
    {{
        $html = '<div class="{noun}"><h2>' . $this->title . '</h2><ul>';
        foreach ($this->items as $key => $value) {{
            $html .= "<li id=\\"{other}-$key\\">" . htmlspecialchars($value) . '</li>';
        }}
        return $html . '</ul></div>';
    }}
}}
"""
_PHP_ADDRESS: Final = """
function {verb}_{noun}_address_@@(array $input)
{{
    $email = isset($input['email']) ? strtolower(trim($input['email'])) : '';
    if (strlen($email) > {number}0 || strpos($email, '@') === false) {{
        return 'Please enter the email address of the {noun}.';
    }}
    $_SESSION['{noun}']['email'] = $email;
    return '<a href="mailto:' . htmlspecialchars($email) . '">' . htmlspecialchars($input['{other}']) . '</a>';
}}
"""
_PHP_SENDS: Final = """
function notify_{noun}_@@($to, $subject, $text)
{{
    $headers = 'From: {noun}@example.jp' . "\\r\\n" . 'Content-Type: text/plain; charset=UTF-8';
    return mail(str_replace(array("\\r", "\\n"), '', $to), $subject, $text, $headers);
}}
"""
_SCRIPT: Final = """
/* {Noun}: {verb} the {other} */
function {verb}{Noun}@@(element, options) {{
  var {other} = options && options.{other} ? options.{other} : {number};
  var list = element.querySelectorAll('.{noun}-{other}');
  for (var i = 0; i < list.length; i++) {{
    if (list[i].getAttribute('data-{noun}') === null) {{ continue; }}
    list[i].className += ' {verb}';
    list[i].addEventListener('click', function (event) {{
      event.preventDefault();
      element.setAttribute('data-{other}', String({other} + i));
    }});
  }}
  return {{ count: list.length, {other}: {other} }};
}}
"""
_STYLE: Final = """
.{noun}-{other}-{number} {{ margin: {number}px 0 0 4px; padding: 2px; color: #{number:03d}; }}
#{other}{number} .{noun} a:hover {{ text-decoration: underline; background: url(/images/{noun}.png) no-repeat; }}
@media (max-width: {number}0px) {{ .{verb}-{noun} {{ float: none; width: auto; }} }}
"""
_PARAGRAPH: Final = """
<h3 id="{noun}{number}">{japanese} - {Noun}</h3>
<p>We {verb} the {other} of every {noun} on the {number}th. Please ask our {other} about the {noun},
or see the <em>{japanese}</em> of this season. The {noun} is open until {number}:30.</p>
<table class="{other}"><tr><th>{Noun}</th><td>{number},000</td></tr><tr><th>{other}</th><td>-</td></tr></table>
"""
_ENTRY: Final = '{{"id": {number}, "{noun}": "{other} {verb}", "{other}": [{number}, {number}, {number}]}},\n'
_POOL: Final = 60
_OWN: Final = b"@@"
"""Stands in names that are defined, where a file has them once only."""


def _filled(rng: Random, template: str) -> str:
    noun, other = rng.sample(_NOUNS, 2)
    return template.format(
        noun=noun,
        Noun=noun.title(),
        other=other,
        Other=other.title(),
        verb=rng.choice(_VERBS),
        number=rng.randrange(1, 1000),
        japanese=rng.choice(_JAPANESE),
    )


class Words:
    """Parts by the sort of file, and texts of a size put together from them."""

    def __init__(self, rng: Random) -> None:
        """Make the parts."""
        self._rng = rng

        def pool(*templates: str) -> tuple[bytes, ...]:
            return tuple(_filled(rng, templates[one % len(templates)]).encode() for one in range(_POOL))

        self._php = pool(*[_PHP, _PHP_CLASS] * 3, _PHP_ADDRESS)
        self._sends = pool(_PHP_SENDS)
        self._script = pool(_SCRIPT)
        self._style = pool(_STYLE)
        self._page = pool(_PARAGRAPH)
        self._data = pool(_ENTRY)

    def name(self) -> str:
        """A file's name without its ending."""
        return f"{self._rng.choice(_NOUNS)}_{self._rng.choice(_VERBS)}"

    def folder(self) -> str:
        """A folder's name."""
        return self._rng.choice(_NOUNS)

    def php(self, size: int, *, sends: bool = False) -> bytes:
        """Classes and functions that only define something; one that sends mail among them or none."""
        library = self._rng.choice(self._sends).replace(_OWN, b"0") if sends else b""
        return b"<?php\n" + library + b"".join(self._parts(self._php, size))

    def script(self, size: int) -> bytes:
        """A browser's library."""
        return b"(function (window) {\n'use strict';\n" + b"".join(self._parts(self._script, size)) + b"})(window);\n"

    def style(self, size: int) -> bytes:
        """A style sheet."""
        return b"".join(self._parts(self._style, size))

    def data(self, size: int) -> bytes:
        """JSON."""
        return b"[\n" + b"".join(self._parts(self._data, size)) + b'{"id": 0}\n]\n'

    def page(self, size: int, title: str, links: tuple[str, ...]) -> bytes:
        """A page with style, script and links."""
        menu = "".join(f'<li><a href="{link}">{link.rsplit("/", 1)[-1] or link}</a></li>\n' for link in links)
        head = (
            f'<!DOCTYPE html>\n<html lang="ja">\n<head>\n<meta charset="utf-8">\n<title>{title}</title>\n'
            '<link rel="stylesheet" href="/css/site.css">\n<script src="/js/site.js"></script>\n</head>\n<body>\n'
        )
        body = b"".join(self._parts(self._page, size - len(head) - len(menu)))
        return head.encode() + f"<ul>\n{menu}</ul>\n".encode() + body + b"</body>\n</html>\n"

    def _parts(self, pool: tuple[bytes, ...], size: int) -> Iterator[bytes]:
        """Any parts, until there is enough; at least one. What they define is named by their place."""
        random: Callable[[], float] = self._rng.random
        place = 0
        while True:
            place += 1
            part = pool[int(random() * len(pool))].replace(_OWN, b"%d" % place)
            yield part
            size -= len(part)
            if size <= 0:
                return
