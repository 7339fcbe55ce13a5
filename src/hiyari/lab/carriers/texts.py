"""What carriers say, word for word as far as reports go; ``{recipient}`` is filled in as it came on the wire.

Sources: note.com/sendmagic (docomo neb6bbe7e51cf, au n875d8dcb6cb8, SoftBank n5afbf98aeb25, J:COM n59a9f610bc0e) and
Sisimai's carrier rules.
"""

from typing import Final

PLAIN_ACCEPTED: Final = "250 2.0.0 Ok: queued"
PLAIN_UNKNOWN: Final = "550 5.1.1 <{recipient}>: Recipient address rejected: User unknown"
PLAIN_GREYLISTED: Final = "450 4.2.0 <{recipient}>: Recipient address rejected: greylisted for {seconds:g} seconds"
PLAIN_BUSY: Final = "421 4.7.0 Too many connections from {peer}"

DOCOMO_ACCEPTED: Final = "250 Requested mail action okay, completed"
DOCOMO_UNKNOWN: Final = "550 Unknown user {recipient}"
DOCOMO_FULL: Final = "552 Too much mail data {recipient}"
DOCOMO_TOO_MANY: Final = "554 Transaction failed"

AU_UNKNOWN: Final = "550 <{recipient}>: User unknown"
AU_FILTERED: Final = "550 : User unknown"
"""After the dot and without an address: a filter, and no evidence about the address."""

SOFTBANK_UNKNOWN: Final = "550 Invalid recipient: <{recipient}>"
RAKUTEN_UNKNOWN: Final = "550 User not found"
JCOM_UNKNOWN: Final = "550 Invalid recipient"
