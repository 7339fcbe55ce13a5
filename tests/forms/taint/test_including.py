"""Where the names of included files and of classes lead: constants, folders, autoloaders, composer's maps."""

from __future__ import annotations

import pytest

from hiyari.forms.evidence import Ability, Reading
from hiyari.forms.language import Language
from hiyari.forms.taint.read import read

_SENDS = "<?php\nfunction send($to) { mail($to, 's', 'b'); }\n"
_CLASS = "<?php\nnamespace App\\Web;\nclass Post_Office { function send($to) { mail($to, 's', 'b'); } }\n"
_COMPOSER = "<?php\n$vendorDir = dirname(__DIR__);\n$baseDir = dirname($vendorDir);\nreturn array(\n    {entry},\n);\n"


def php(source: str, **files: str) -> Reading:
    """A script at /web/shop/form.php; ``__`` in a name is a slash."""
    held = {f"/web/{name.replace('__', '/')}.php": text.encode() for name, text in files.items()}
    return read(source.encode(), Language.PHP, path="/web/shop/form.php", include=held.get)


@pytest.mark.parametrize(
    "include",
    [
        "define('ROOT', dirname(__FILE__)); require ROOT . '/inc/send.php';",
        "if (!defined('ROOT')) define('ROOT', __DIR__ . '/'); require ROOT . 'inc/send.php';",
        "defined('ROOT') || define('ROOT', __DIR__); require_once(ROOT . '/inc/send.php');",
        "const ROOT = __DIR__; require ROOT . '/inc/send.php';",
        "require dirname(__FILE__, 2) . '/shop/inc/send.php';",
        "require dirname(dirname(__FILE__)) . '/shop/inc/send.php';",
    ],
)
def test_a_path_that_is_put_together_of_constants_is_followed(include: str) -> None:
    """What stands in the included file counts, however its path was put together."""
    reading = php(f"<?php {include} send($_POST['to']);", shop__inc__send=_SENDS)
    assert reading.abilities == {Ability.RECIPIENT}
    assert not reading.blind


def test_a_constant_of_an_included_file_leads_to_the_next() -> None:
    """A configuration that is included defines where everything else lies."""
    reading = php(
        "<?php require __DIR__ . '/config.php'; require ROOT . LIB . '/send.php'; send($_POST['to']);",
        shop__config="<?php\ndefine('ROOT', __DIR__ . '/');\nconst LIB = 'inc';\n",
        shop__inc__send=_SENDS,
    )
    assert reading.abilities == {Ability.RECIPIENT}
    assert not reading.blind


def test_a_name_is_looked_for_beside_the_file_that_includes_it() -> None:
    """PHP looks beside the script first, and then beside the file in which the include stands."""
    reading = php(
        "<?php require '/web/shop/lib/all.php'; send($_POST['to']);",
        shop__lib__all="<?php require 'send.php';",
        shop__lib__send=_SENDS,
    )
    assert reading.abilities == {Ability.RECIPIENT}


@pytest.mark.parametrize(
    "loader",
    [
        "function load($c) { require __DIR__ . '/classes/' . $c . '.php'; } spl_autoload_register('load');",
        'spl_autoload_register(function ($c) { $f = __DIR__ . "/classes/$c.php"; if (is_file($f)) require $f; });',
        (
            "class L { static function load($c) { foreach (['none', 'classes'] as $f) @include __DIR__ . \"/$f/$c.php\"; } }"
            "spl_autoload_register(['L', 'load']);"
        ),
        "spl_autoload_register(fn($c) => require __DIR__ . '/classes/' . strtr($c, '\\\\', '/') . '.php');",
    ],
)
def test_an_autoloader_of_the_script_loads_the_class_that_is_asked_for(loader: str) -> None:
    """The class's methods are followed as if its file had been included; a file that is not there is not missed."""
    reading = php(
        f"<?php {loader} $o = new Post_Office; $o->send($_POST['to']);",
        shop__classes__Post_Office=_CLASS.replace("namespace App\\Web;\n", ""),
    )
    assert reading.abilities == {Ability.RECIPIENT}
    assert not reading.blind


@pytest.mark.parametrize(
    ("name", "entry"),
    [
        ("autoload_psr4", "'App\\\\' => array($baseDir . '/src')"),
        ("autoload_classmap", "'App\\\\Web\\\\Post_Office' => $baseDir . '/src/Web/Post_Office.php'"),
        ("autoload_psr4", "'App\\\\Web\\\\' => [$vendorDir . '/../src/Web']"),
    ],
)
@pytest.mark.parametrize(
    "use",
    [
        "use App\\Web\\Post_Office; $o = new Post_Office(); $o->send($_POST['to']);",
        "use App\\Web\\Post_Office as Office; (new Office)->send($_POST['to']);",
        "$o = new \\App\\Web\\Post_Office(); $o->send($_POST['to']);",
    ],
)
def test_composers_maps_tell_where_a_class_is(name: str, entry: str, use: str) -> None:
    """PSR-4 folders and class maps are read; composer's own code is not run."""
    reading = php(
        f"<?php {use.partition(';')[0] if use.startswith('use') else ''}; require __DIR__ . '/../vendor/autoload.php';"
        f" {use.partition(';')[2] if use.startswith('use') else use}",
        **{
            f"shop__..__vendor__composer__{name}": _COMPOSER.replace("{entry}", entry),
            "shop__..__src__Web__Post_Office": _CLASS,
            "shop__..__vendor__..__src__Web__Post_Office": _CLASS,
        },
    )
    assert reading.abilities == {Ability.RECIPIENT}


def test_a_file_that_an_autoloader_cannot_tell_is_a_blind_spot() -> None:
    """An autoloader whose path is made in a way that is not followed is reported."""
    reading = php(
        "<?php spl_autoload_register(function ($c) { require unknown_place($c); }); $o = new Post_Office;"
        " $o->send($_POST['to']); mail('a@example.jp', 's', $_POST['b']);"
    )
    assert reading.unknown


def test_files_that_include_each_other_end() -> None:
    """A circle of includes is run once around."""
    reading = php(
        "<?php require '/web/a.php'; send($_POST['to']);",
        a="<?php require '/web/b.php';",
        b="<?php require '/web/a.php';" + _SENDS.removeprefix("<?php"),
    )
    assert reading.abilities == {Ability.RECIPIENT}


def test_a_library_that_takes_long_leaves_enough_for_the_script_itself() -> None:
    """What the script does behind the include is still followed, and that the include was not is told."""
    many = "rand();\n" * 9000
    reading = php("<?php require __DIR__ . '/lib.php'; mail($_POST['to'], 's', 'b');", shop__lib="<?php\n" + many)
    assert reading.abilities == {Ability.RECIPIENT}
    assert any("was not followed to its end" in blind.why.message for blind in reading.blind)


def test_a_content_system_is_not_run_for_each_script_that_loads_it() -> None:
    """A form of a WordPress site is judged by its own code; a function of the site that nobody knows stays unknown."""
    held = {"wp-load.php": b"<?php require __DIR__ . '/wp-settings.php'; exit;"}
    sends = b"<?php require 'wp-load.php'; wp_mail($_POST['to'], 's', 'b');"
    assert read(sends, Language.PHP, path="/web/form.php", include=held.get).abilities == {Ability.RECIPIENT}
    unknown = b"<?php require 'wp-load.php'; theme_contact($_POST['to']);"
    assert read(unknown, Language.PHP, path="/web/form.php", include=held.get).unknown
