"""Content management systems, by files that every copy of them has.

They make their pages from a database and dispatch requests themselves (``admin-ajax.php``, ``index.php?option=``), so
their files tell nothing about what the site links to.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from hiyari.forms.links.places import Files

_MARKS: Final = (
    ("WordPress", ("wp-includes/version.php", "wp-admin/admin-ajax.php")),
    ("Joomla", ("administrator/index.php", "libraries/src/Version.php")),
    ("Joomla", ("administrator/index.php", "libraries/joomla/factory.php")),
    ("Drupal", ("core/lib/Drupal.php", "core/includes/bootstrap.inc")),
    ("Drupal", ("includes/bootstrap.inc", "modules/system/system.module")),
    ("MediaWiki", ("includes/WebStart.php", "api.php")),
    ("Movable Type", ("mt.cgi", "lib/MT.pm")),
    ("XOOPS", ("mainfile.php", "include/common.php")),
    ("concrete5", ("concrete/dispatcher.php",)),
    ("EC-CUBE", ("src/Eccube/Common/Constant.php",)),
    ("EC-CUBE", ("data/class/SC_View.php",)),
    ("a-blog cms", ("php/ACMS/Application.php",)),
    ("TYPO3", ("typo3/index.php",)),
    ("MODX", ("manager/index.php", "core/model/modx/modx.class.php")),
    ("PrestaShop", ("classes/PrestaShopAutoload.php",)),
    ("Magento", ("app/etc/di.xml",)),
    ("Magento", ("app/Mage.php",)),
    ("phpBB", ("viewtopic.php", "includes/functions.php")),
    ("Moodle", ("lib/moodlelib.php",)),
    ("SilverStripe", ("framework/src/Core/CoreKernel.php",)),
    ("PukiWiki", ("lib/pukiwiki.php",)),
)
_MAX_COPIES: Final = 100


def systems(files: Files) -> Iterator[tuple[str, str]]:
    """The systems that are installed: the name, and the root whose files their pages may link to."""
    for name, marks in _MARKS:
        for rank in files.fitting(marks[0])[:_MAX_COPIES]:
            home = files.paths[rank][: -len(marks[0]) - 1]
            if all(files.rank(f"{home}/{mark}") is not None for mark in marks):
                yield name, files.root_of(f"{home}/") or home
