from portal.kit.numbering import NumberSequence
from portal.kit.queue_health import QueueStatus
from portal.kit.seals import Seal, SealMark

__all__ = ["NumberSequence", "QueueStatus", "Seal", "SealMark"]
