"""What runs inside the sandbox: Python's standard library only, from 3.9 on, since the host's own interpreter runs it.

It is mounted there as a package of its own, so its modules import one another relatively and nothing of hiyari.
"""
