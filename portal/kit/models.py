from portal.kit.db.numbering import NumberSequence
from portal.kit.db.seals import Seal, SealMark
from portal.kit.jobs.queue_health import QueueStatus

__all__ = ["NumberSequence", "QueueStatus", "Seal", "SealMark"]
