"""Asking before something unusual is done: the page comes back with the questions, everything
typed and a hidden answer, so that pressing the button again means yes to exactly these."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from django.http import HttpRequest

ANSWER = "answer_to"


def answer_to(questions: Sequence[str]) -> str:
    """What the page sends back to say yes to these questions and no others."""
    return sha256("\n".join(questions).encode()).hexdigest()


def is_answered(request: HttpRequest, questions: Sequence[str]) -> bool:
    """Whether there is nothing to ask, or whoever sent the page has read these questions."""
    return not questions or request.POST.get(ANSWER) == answer_to(questions)
