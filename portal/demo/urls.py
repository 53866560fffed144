"""The portal's addresses, and those of the Test Bank where it takes the payments."""

from django.urls import path

from portal.demo.test_bank import pages
from portal.urls import *  # noqa: F403 - the handlers of errors too
from portal.urls import urlpatterns as portals

bank_page = path("test-bank/<slug:number>/", pages.bank_page_detail)
urlpatterns = [*portals, bank_page]  # type: ignore[list-item]  # the portal's are all resolvers
