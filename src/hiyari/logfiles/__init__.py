"""Lines of logs: which files, in which order, whole lines of them, and what their stamps and web formats say.

An I/O room beside `store`; `stamps`, `decode`, `request` and the web formats are pure. It knows nothing of mail.
"""
