from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from portal.kit.db.compiled import compiled
from portal.kit.text.names import validate_person_name


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """A person who signs in with `email`, kept in lower case as sign-in reads it; without a
        password only by a reset link."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get(self, *args: Any, **kwargs: Any) -> User:
        """Each request asks for its person by key: that statement is compiled once."""
        if args or list(kwargs) != ["pk"] or self._db is not None:
            return super().get(*args, **kwargs)
        try:
            found = _by_key(pk=int(kwargs["pk"]))
        except (TypeError, ValueError):
            found = []
        return found[0] if found else super().get(**kwargs)

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """A person. What they may see and do follows from their memberships."""

    email = models.EmailField(_("email"), max_length=254, unique=True)
    name = models.CharField(
        _("name"), max_length=150, blank=True, validators=[validate_person_name]
    )
    is_active = models.BooleanField(_("active"), default=True)
    is_staff = models.BooleanField(_("staff"), default=False)
    erased_at = models.DateTimeField(_("erased"), null=True, blank=True, editable=False)
    date_joined = models.DateTimeField(_("joined"), auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        permissions = [("change_email", _("Can change someone's sign-in email"))]
        # Staff search people by the beginnings of their names.
        indexes = [GinIndex(SearchVector("name", config="simple"), name="user_name_words")]
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_unique")]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self)


_by_key = compiled(lambda pk: User.objects.filter(pk=pk), pk=int)
