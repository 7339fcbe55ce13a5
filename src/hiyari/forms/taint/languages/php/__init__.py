"""PHP: everything that is known of its functions, and of the libraries that its forms use."""

from __future__ import annotations

from typing import Final

from hiyari.forms.taint.languages import files
from hiyari.forms.taint.languages.php.builtin import BEGINNINGS, BUILT_IN
from hiyari.forms.taint.languages.php.folding import FOLDS
from hiyari.forms.taint.languages.php.functions import CALLBACKS, GIVEN_FUNCTIONS, HARMLESS, MEANINGS, THROUGH
from hiyari.forms.taint.languages.php.guards import FILTERS, GUARDS, SANITISERS
from hiyari.forms.taint.languages.php.mailers import MAILERS
from hiyari.forms.taint.languages.php.parameters import PARAMETERS
from hiyari.forms.taint.languages.php.sinks import SINKS
from hiyari.forms.taint.languages.php.sources import (
    CONTAINERS,
    EXITS,
    FRAMEWORKS,
    GETTERS,
    LIBRARIES,
    LOGINS,
    PERSISTENT,
    SOURCES,
    TYPES,
    UNSET,
)
from hiyari.forms.taint.languages.traits import PHP
from hiyari.forms.taint.tables import Tables

TABLES: Final = Tables(
    traits=PHP,
    frameworks=FRAMEWORKS,
    given_functions=GIVEN_FUNCTIONS,
    sources=SOURCES,
    files=files.PHP,
    sinks=SINKS,
    mailers=MAILERS,
    sanitisers=SANITISERS,
    guards=GUARDS,
    through=THROUGH,
    harmless=HARMLESS,
    meanings=MEANINGS,
    persistent=PERSISTENT,
    containers=CONTAINERS,
    unset=UNSET,
    filters=FILTERS,
    getters=GETTERS,
    types=TYPES,
    libraries=LIBRARIES,
    logins=LOGINS,
    exits=EXITS,
    parameters=PARAMETERS,
    callbacks=CALLBACKS,
    built_in=BUILT_IN,
    beginnings=BEGINNINGS,
    folds=FOLDS,
)
