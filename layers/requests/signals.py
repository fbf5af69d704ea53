"""The ground's news of cases. Receivers run inside the transaction: they may write rows and defer jobs, and send nothing."""

from django.dispatch import Signal

# Sent with ``entry``, the HistoryEntry that was just written.
request_changed = Signal()

# Sent with ``case`` and ``token``, when an address was given that its owner has to confirm with it.
contact_given = Signal()
