from support.models.document_request import DocumentRequest
from support.models.message import Message, MessageFile
from support.models.note import InternalNote
from support.models.notification import Notification
from support.models.shared_document import DocumentDownload, DocumentVersion, SharedDocument
from support.models.thread import Thread
from support.models.ticket import Ticket, TicketEvent

__all__ = [
    "DocumentDownload",
    "DocumentRequest",
    "DocumentVersion",
    "InternalNote",
    "Message",
    "MessageFile",
    "Notification",
    "SharedDocument",
    "Thread",
    "Ticket",
    "TicketEvent",
]
