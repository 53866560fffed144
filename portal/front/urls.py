from django.conf import settings
from django.urls import path

from portal.front import health, logo, profile, search, security

app_name = "front"

urlpatterns = [
    path("", profile.home, name="home"),
    path("profile/", profile.profile_detail, name="profile-detail"),
    path("search/", search.search_list, name="search-list"),
    path("logo/", logo.logo_detail, name="logo-detail"),
    path("logo/dark/", logo.dark_logo_detail, name="dark-logo-detail"),
    path("logo/mark/", logo.mark_logo_detail, name="mark-logo-detail"),
    path("brand/<slug:accent>.css", logo.brand_detail, name="brand-detail"),
    path("healthz", health.live, name="live"),
    path("readyz", health.ready, name="ready"),
    path("workerz", health.worker, name="worker"),
    path(
        ".well-known/security.txt",
        security.security_contact_detail,
        name="security-contact-detail",
    ),
]

if settings.DEBUG:
    from portal.front import components

    urlpatterns += [path("components/", components.component_list, name="component-list")]
