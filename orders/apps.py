from django.apps import AppConfig


class OrdersConfig(AppConfig):
    name = "orders"

    def ready(self) -> None:
        from orders.registrations import register  # noqa: PLC0415 - models are there only now

        register()
