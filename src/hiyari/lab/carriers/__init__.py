"""Mobile carriers and other filtering receivers on loopback, for the sender's tests and the demo.

A `Carrier` is a real SMTP server with a `Temper`; a temper is a tuple of habits. It keeps what *really* reached
mailboxes, whatever it told the sender, because the difference between the two is the accident.
"""

from hiyari.lab.carriers.carrier import Carrier
from hiyari.lab.carriers.habit import Chance, Moment
from hiyari.lab.carriers.house import Delivery
from hiyari.lab.carriers.temper import Login, Offer, Temper

__all__ = ["Carrier", "Chance", "Delivery", "Login", "Moment", "Offer", "Temper"]
