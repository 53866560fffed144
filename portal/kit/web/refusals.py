"""The one exception that a customer may read."""


class Refusal(Exception):
    """The request is understood and not allowed. Its text is a sentence for the person asking.

    Raised inside a transaction, so nothing of the refused change remains.
    """

    @property
    def sentence(self) -> str:
        return str(self)
