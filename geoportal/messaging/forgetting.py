"""What is not kept for ever: to whom a message went, and what it said."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from geoportal.messaging.models import Message


def forget_old() -> int:
    """Empty the personal parts of messages that are long over; return how many were. That they left, and their keys, stay."""
    until = timezone.now() - timedelta(days=settings.MESSAGES_KEPT_DAYS)
    over = Message.objects.exclude(state=Message.State.WAITING).filter(created_at__lt=until).exclude(address="")
    return over.update(address="", subject="", text="", links=[], unsubscribe_url="", last_error="")
