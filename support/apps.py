from django.apps import AppConfig


class SupportConfig(AppConfig):
    name = "support"

    def ready(self) -> None:
        from support.registrations import register  # noqa: PLC0415 - models are there only now

        register()
