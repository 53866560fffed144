from portal.kit.numbering import NumberSequence
from portal.kit.queue_health import QueueStatus

__all__ = ["NumberSequence", "QueueStatus"]
