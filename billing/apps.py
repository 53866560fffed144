from django.apps import AppConfig


class BillingConfig(AppConfig):
    name = "billing"

    def ready(self) -> None:
        from billing.declarations import registrations  # noqa: PLC0415 - models are there only now

        registrations.register()
