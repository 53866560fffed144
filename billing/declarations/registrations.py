"""What billing answers for the rooms below."""

from accounts.company.changes import register_documents
from accounts.diagnosis import register_document_rules
from billing.declarations.ownership import register_objects
from billing.documents.has_documents import has_documents, rules_for_document
from billing.staff.approvals import register_work


def register() -> None:
    """Called once, when the app is ready."""
    register_documents(has_documents)
    register_work()
    register_objects()
    register_document_rules(rules_for_document)
