"""Pictures that staff upload: of three kinds, told by their content, and drawn anew."""

from __future__ import annotations

from io import BytesIO
from pathlib import PurePath
from typing import Any

from django import forms
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from PIL import Image

FORMATS = {"PNG": ".png", "JPEG": ".jpg", "WEBP": ".webp"}
MAX_BYTES = 1024 * 1024
MAX_PIXELS = 2000  # on the longer side


class PictureField(forms.ImageField):
    """A PNG, JPEG or WebP. What is kept is drawn anew from its pixels, so nothing else that was in
    the file remains. Raises ValidationError for other kinds and for too large a one."""

    def to_python(self, data: Any) -> Any:
        upload = super(forms.ImageField, self).to_python(data)
        return self._drawn_anew(upload) if isinstance(upload, UploadedFile) else upload

    def _drawn_anew(self, upload: UploadedFile) -> ContentFile[bytes]:
        if upload.size is None or upload.size > MAX_BYTES:
            raise forms.ValidationError(_("The image is larger than 1 MB."))
        try:
            with Image.open(upload, formats=tuple(FORMATS)) as picture:
                kind = str(picture.format)
                if max(picture.size) > MAX_PIXELS:
                    raise forms.ValidationError(
                        _("The image is larger than %(most)s pixels on a side."),
                        params={"most": MAX_PIXELS},
                    )
                content = BytesIO()
                picture.load()
                picture.save(content, kind)
        except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
            raise forms.ValidationError(_("Choose a PNG, JPEG or WebP image.")) from error
        name = PurePath(upload.name or "picture").stem + FORMATS[kind]
        return ContentFile(content.getvalue(), name=name)
