from django.urls import path

from support.views import discussions, documents, files, notifications, requests, tickets

app_name = "support"

urlpatterns = [
    path("tickets/", tickets.ticket_list, name="ticket-list"),
    path("tickets/new/", tickets.ticket_new, name="ticket-new"),
    path("tickets/<str:number>/", tickets.ticket_detail, name="ticket-detail"),
    path("tickets/<str:number>/reply/", tickets.ticket_message_new, name="ticket-message-new"),
    path("tickets/<str:number>/solved/", tickets.ticket_solution_new, name="ticket-solution-new"),
    path("tickets/<str:number>/rating/", tickets.ticket_rating_new, name="ticket-rating-new"),
    path("messages/<path:subject>/", discussions.discussion_detail, name="discussion-detail"),
    path("notifications/", notifications.notification_list, name="notification-list"),
    path(
        "notifications/read/", notifications.notification_list_edit, name="notification-list-edit"
    ),
    path("notifications/<int:pk>/", notifications.notification_detail, name="notification-detail"),
    path("files/<str:token>/", files.message_file_detail, name="message-file-detail"),
    path("documents/", documents.shared_document_list, name="shared-document-list"),
    path("documents/new/", documents.shared_document_new, name="shared-document-new"),
    path("documents/asked/<int:pk>/", requests.document_answer_new, name="document-answer-new"),
    path("documents/file/<str:token>/", files.document_file_detail, name="document-file-detail"),
    path(
        "documents/<str:number>/", documents.shared_document_detail, name="shared-document-detail"
    ),
    path(
        "documents/<str:number>/version/",
        documents.document_version_new,
        name="document-version-new",
    ),
]
