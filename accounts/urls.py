from django.urls import path

from accounts.views import history, joining, people, sessions, switch, view_as

app_name = "accounts"

urlpatterns = [
    path("company/switch/", switch.switch_new, name="switch-new"),
    path("company/people/", people.person_list, name="person-list"),
    path("company/people/invite/", people.invitation_new, name="invitation-new"),
    path("company/people/<int:pk>/", people.person_edit, name="person-edit"),
    path("company/people/<int:pk>/remove/", people.person_delete, name="person-delete"),
    path(
        "company/invitations/<int:pk>/send/",
        people.invitation_mail_new,
        name="invitation-mail-new",
    ),
    path(
        "company/invitations/<int:pk>/withdraw/",
        people.invitation_delete,
        name="invitation-delete",
    ),
    path("company/history/", history.history_list, name="history-list"),
    path("company/history/csv/", history.history_csv, name="history-csv"),
    path("account/sessions/", sessions.session_list, name="session-list"),
    path("account/sessions/<int:pk>/end/", sessions.session_delete, name="session-delete"),
    path("account/view-as/end/", view_as.view_as_delete, name="view-as-delete"),
    path("invitation/<str:token>/", joining.acceptance_new, name="acceptance-new"),
    path("sign-up/", joining.application_new, name="application-new"),
    path("sign-up/<str:token>/", joining.confirmation_new, name="confirmation-new"),
]
