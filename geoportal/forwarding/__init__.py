"""Cases of departments that have a system of their own: sent there by Open311, and what becomes of them written down here
(docs/adr/0030)."""
