"""What the tests of payments say of gateways."""

import pytest

# The stand-in for Stripe can be made to lie, and to be used past the portal; the Test Bank cannot.
only_stripe = pytest.mark.parametrize("bank", ["stripe"], indirect=True)
