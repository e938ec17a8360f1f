"""What the last restore means for what is made from then on."""

from grants.models import Restore


def last_restore() -> Restore | None:
    """The last restore that was noted; None if there was none."""
    return Restore.objects.filter(noted_at__isnull=False).order_by("-pk").first()


def current_salt() -> str:
    """What payment references bear from the last restore on; empty before the first."""
    restore = last_restore()
    return restore.salt if restore else ""
