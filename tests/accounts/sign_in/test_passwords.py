"""Passwords that others know are refused, without asking anybody outside."""

from __future__ import annotations

from hashlib import sha1
from pathlib import Path

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from accounts.sign_in.passwords import is_listed
from tests.factories import make_customer, make_member, make_organization, make_user

LEAKED = [f"leaked password {number}" for number in range(200)]


def digest(password: str) -> str:
    return sha1(password.encode(), usedforsecurity=False).hexdigest().upper()


def written(path: Path, passwords: list[str], *, ends: str = "\n", count: str = ":17") -> Path:
    path.write_bytes(ends.join(sorted(digest(one) + count for one in passwords)).encode())
    return path


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize("count", ["", ":17"])
def test_every_leaked_password_is_found_and_no_other(tmp_path: Path, ends: str, count: str) -> None:
    path = written(tmp_path / "leaked.txt", LEAKED, ends=ends, count=count)
    assert all(is_listed(path, one) for one in LEAKED)
    assert not any(is_listed(path, f"{one}!") for one in LEAKED)


@given(st.lists(st.text(max_size=8), min_size=1, max_size=30, unique=True), st.text(max_size=8))
def test_search_agrees_with_going_through_the_file(
    tmp_path_factory: pytest.TempPathFactory, listed: list[str], asked: str
) -> None:
    path = written(tmp_path_factory.mktemp("leaked") / "leaked.txt", listed)
    assert is_listed(path, asked) == (asked in listed)


def test_prefixes_of_hashes_are_enough(tmp_path: Path) -> None:
    path = tmp_path / "prefixes.txt"
    path.write_text("\n".join(sorted(digest(one)[:12] for one in LEAKED)))
    assert all(is_listed(path, one) for one in LEAKED)
    assert not is_listed(path, "something else entirely")


def test_empty_list_refuses_nothing(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").touch()
    assert not is_listed(tmp_path / "empty.txt", "anything")


@pytest.mark.django_db
def test_leaked_password_is_refused_where_there_is_a_list(tmp_path: Path, settings) -> None:
    password = "correct horse battery staple"
    validate_password(password)
    settings.BREACHED_PASSWORDS_FILE = str(written(tmp_path / "leaked.txt", [password]))
    with pytest.raises(ValidationError, match="data breach"):
        validate_password(password)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "password", ["I love HARBOUR best", "kettle makes 4 tea!", "foyer-2026-foyer"]
)
def test_names_of_the_companies_are_refused(password: str) -> None:
    make_organization(name="Harbour & Vale")
    user = make_member(make_customer("Kettle & Co"))
    with pytest.raises(ValidationError, match="name of a company"):
        validate_password(password, user)


@pytest.mark.django_db
def test_other_companies_names_are_anybodys() -> None:
    make_organization(name="Harbour & Vale")
    make_customer("Kettle & Co")
    validate_password("kettle makes 4 tea!", make_user())
