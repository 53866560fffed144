from django.urls import path

from accounts.views import (
    company,
    history,
    joining,
    people,
    privacy,
    roles,
    saved_views,
    sessions,
    switch,
    view_as,
)

app_name = "accounts"

urlpatterns = [
    path("company/", company.company_detail, name="company-detail"),
    path("company/edit/", company.company_edit, name="company-edit"),
    path("company/roles/", roles.role_edit, name="role-edit"),
    path("company/addresses/new/", company.address_new, name="address-new"),
    path("company/addresses/<int:pk>/", company.address_edit, name="address-edit"),
    path("company/addresses/<int:pk>/delete/", company.address_delete, name="address-delete"),
    path(
        "company/addresses/<int:pk>/default/",
        company.default_address_new,
        name="default-address-new",
    ),
    path("company/contacts/new/", company.contact_new, name="contact-new"),
    path("company/contacts/<int:pk>/", company.contact_edit, name="contact-edit"),
    path("company/contacts/<int:pk>/delete/", company.contact_delete, name="contact-delete"),
    path(
        "company/changes/<int:pk>/withdraw/",
        company.change_request_delete,
        name="change-request-delete",
    ),
    path("company/switch/", switch.switch_new, name="switch-new"),
    path("company/people/", people.person_list, name="person-list"),
    path("company/people/invite/", people.invitation_new, name="invitation-new"),
    path("company/people/second-factor/", people.second_factor_new, name="second-factor-new"),
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
    path("account/data/", privacy.data_detail, name="data-detail"),
    path("account/data/download/", privacy.data_archive_detail, name="data-archive-detail"),
    path("account/data/erase/", privacy.erasure_new, name="erasure-new"),
    path("account/data/erase/<int:pk>/withdraw/", privacy.erasure_delete, name="erasure-delete"),
    path("account/sessions/", sessions.session_list, name="session-list"),
    path("account/sessions/<int:pk>/end/", sessions.session_delete, name="session-delete"),
    path("account/views/new/", saved_views.saved_view_new, name="saved-view-new"),
    path("account/views/<int:pk>/", saved_views.saved_view_edit, name="saved-view-edit"),
    path("account/views/<int:pk>/delete/", saved_views.saved_view_delete, name="saved-view-delete"),
    path("account/view-as/end/", view_as.view_as_delete, name="view-as-delete"),
    path("invitation/<str:token>/", joining.acceptance_new, name="acceptance-new"),
    path("sign-up/", joining.access_request_new, name="access-request-new"),
    path("sign-up/<str:token>/", joining.confirmation_new, name="confirmation-new"),
]
