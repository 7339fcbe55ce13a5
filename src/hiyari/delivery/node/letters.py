"""Makes the envelope of a delivery from its row; what was approved is what is sent."""

from __future__ import annotations

import json
from datetime import datetime

from hiyari.delivery.ledger.change import Delivery
from hiyari.delivery.materials import Materials
from hiyari.delivery.message.compose import Composer
from hiyari.delivery.message.templates import fingerprint
from hiyari.model.error import ActionError
from hiyari.model.text import text
from hiyari.smtp.client import Envelope


class Letters:
    """The messages of one campaign."""

    def __init__(self, materials: Materials, composer: Composer) -> None:
        """Render with these templates and put together with this composer."""
        self._materials = materials
        self._composer = composer

    def envelope(self, delivery: Delivery, at: datetime) -> Envelope:
        """The message as it goes on the wire.

        Raises:
            ActionError: It would not be what the ledger has promised, because templates behave differently now.
        """
        rendered = self._materials.templates.render(json.loads(delivery.variables), delivery.address)
        if fingerprint(rendered, self._materials.attached) != delivery.fingerprint:
            sentence = text(
                "The message for {address} is no longer the one that was approved. Does a template use the time or "
                "chance? Take that out, and begin a new campaign for those who are left.",
                address=delivery.address,
            )
            raise ActionError(sentence)
        return Envelope(
            reverse_path=self._composer.reverse_path(delivery.number),
            recipients=(delivery.address,),
            content=self._composer.compose(rendered, delivery.address, delivery.number, at),
        )
