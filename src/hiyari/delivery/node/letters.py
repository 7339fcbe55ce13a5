"""Makes the envelope of a delivery from its row; what was approved is what is sent."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Final

from hiyari.delivery.ledger.change import Delivery
from hiyari.delivery.materials import Materials
from hiyari.delivery.message.compose import Composer
from hiyari.delivery.message.templates import fingerprint
from hiyari.model.error import ActionError
from hiyari.model.text import text
from hiyari.smtp.events import Envelope

_SAMPLE: Final = 64
"""Each so manieth message, the first among them, is compared with what was approved: files are hashed before, and
templates know neither time nor chance, so that what differs at all differs everywhere."""


class Letters:
    """The messages of one campaign."""

    def __init__(self, materials: Materials, composer: Composer) -> None:
        """Render with these templates and put together with this composer."""
        self._materials = materials
        self._composer = composer
        self._made = 0

    def envelope(self, delivery: Delivery, at: datetime) -> Envelope:
        """The message as it goes on the wire.

        Raises:
            ActionError: It would not be what the ledger has promised, because templates are rendered differently now.
        """
        rendered = self._materials.templates.render(json.loads(delivery.variables), delivery.address)
        self._made += 1
        if self._made % _SAMPLE == 1 and fingerprint(rendered, self._materials.attached) != delivery.fingerprint:
            sentence = text(
                "The message for {address} is no longer the one that was approved: this hiyari, or its Jinja, renders "
                "it otherwise. Go on with the version that began, or begin a new campaign for those who are left.",
                address=delivery.address,
            )
            raise ActionError(sentence)
        return Envelope(
            reverse_path=self._composer.reverse_path(delivery.number),
            recipients=(delivery.address,),
            content=self._composer.compose(rendered, delivery.address, delivery.number, at),
        )
