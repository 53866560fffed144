from support.admin import document_request, shared_document, thread, ticket

__all__ = ["document_request", "shared_document", "thread", "ticket"]
