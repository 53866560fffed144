"""What billing answers for the rooms below."""

from accounts.company import register_documents
from accounts.diagnosis import register_document_rules
from billing.approvals import register_work
from billing.documents.existing import has_documents, rules_for_document
from billing.ownership import register_objects


def register() -> None:
    """Called once, when the app is ready."""
    register_documents(has_documents)
    register_work()
    register_objects()
    register_document_rules(rules_for_document)
