"""What support answers for the rooms below."""

from accounts.gate.ownership import Owned, register_owned, register_shared
from accounts.groups import register_counted
from portal.kit.web.discussions import register_discussions
from support.models import (
    DocumentRequest,
    DocumentVersion,
    MessageFile,
    Notification,
    SharedDocument,
    Ticket,
)
from support.notices.reading import unread_of_place
from support.threads.addresses import discussion_url
from support.threads.subjects import sees_discussion


def register() -> None:
    """Called once, when the app is ready."""
    register_discussions(discussion_url)
    register_counted("unread", unread_of_place)
    register_shared(sees_discussion, "discussion")
    register_owned(Owned(Ticket, "number"), "ticket", "ticket-message", "ticket-solution")
    register_owned(Owned(Ticket, "number"), "ticket-rating")
    register_owned(Owned(MessageFile, "token"), "message-file")
    register_owned(Owned(SharedDocument, "number"), "shared-document", "document-version")
    register_owned(Owned(DocumentVersion, "token"), "document-file")
    register_owned(Owned(DocumentRequest), "document-answer")
    register_owned(Owned(Notification), "notification")
