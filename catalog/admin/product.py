from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalog.admin.addresses import row_in_address
from catalog.codes import code_of
from catalog.models import (
    Assortment,
    AssortmentLine,
    Axis,
    AxisValue,
    Product,
    ProductPicture,
    Variant,
)
from catalog.pictures import check_head
from catalog.searching.index import add_words, refresh
from catalog.searching.text import words_of
from catalog.uploads import receive
from portal.kit.staff.admin import StaffAdmin, TabularInline

# So many variants of a product are offered where a picture is of some alone.
MAX_CHOICE = 200


class ProductForm(forms.ModelForm):
    """The product, and the assortments it is in: without one nobody sees it."""

    assortments = forms.ModelMultipleChoiceField(
        Assortment.objects.all(),
        label=_("In these assortments"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Without one, no customer sees the product."),
    )

    class Meta:
        model = Product
        fields = "__all__"  # noqa: DJ007 - what staff may not write is not editable

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            lines = AssortmentLine.objects.filter(product=self.instance)
            self.initial["assortments"] = list(lines.values_list("assortment", flat=True))
        else:
            self.initial["assortments"] = list(Assortment.objects.filter(is_open=True))


class PictureForm(forms.ModelForm):
    """A picture handed in, or one that is there with its words changed."""

    file = forms.FileField(
        label=_("picture"),
        required=False,
        help_text=_("JPEG, PNG, WebP, AVIF or TIFF, at most 15 MB."),
    )

    class Meta:
        model = ProductPicture
        fields = ("alt", "position", "focal_x", "focal_y", "variants")

    def clean(self) -> dict[str, Any]:
        """The head of what was handed in is looked at now, so that a mistake stands beside its
        field; the worker decodes it."""
        cleaned: dict[str, Any] = super().clean() or {}
        upload = cleaned.get("file")
        if upload:
            try:
                check_head(upload)
            except forms.ValidationError as error:
                self.add_error("file", error)
        elif not (self.instance.picture_id or self.instance.incoming) and not self.errors:
            self.add_error("file", _("Choose a picture."))
        return cleaned

    def save(self, commit: bool = True) -> ProductPicture:  # noqa: FBT001, FBT002 - Django's own
        if self.cleaned_data.get("file"):
            self.instance.incoming = receive(self.cleaned_data["file"])
            self.instance.problem = ""
        saved: ProductPicture = super().save(commit=commit)
        return saved


class VariantInline(TabularInline):
    model = Variant
    extra = 0
    fields = (
        "sku", "gtin", "value1", "value2", "value3", "pack_size", "min_quantity", "multiple",
        "max_quantity", "status", "position",
    )  # fmt: skip
    show_change_link = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[Variant]:
        """The first hundred: more are in the list of variants."""
        rows: QuerySet[Variant] = super().get_queryset(request)
        product = row_in_address(request)
        if product is None:
            return rows
        keys = rows.filter(product=product).order_by("position", "pk").values("pk")[:100]
        return rows.filter(pk__in=list(keys.values_list("pk", flat=True)))

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Only values of this product's own axes."""
        if db_field.name.startswith("value"):
            kwargs["queryset"] = AxisValue.objects.filter(
                product=row_in_address(request), place=int(db_field.name[-1])
            )
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class AxisInline(TabularInline):
    model = Axis
    extra = 0
    show_change_link = True


class PictureInline(TabularInline):
    model = ProductPicture
    form = PictureForm
    extra = 0
    fields = ("file", "alt", "position", "focal_x", "focal_y", "variants", "state")
    readonly_fields = ("state",)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Only variants of this product."""
        own = Variant.objects.filter(product=row_in_address(request)).order_by("position", "pk")
        first = list(own.values_list("pk", flat=True)[:MAX_CHOICE])
        kwargs["queryset"] = Variant.objects.filter(pk__in=first)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    @admin.display(description=_("state"))
    def state(self, obj: ProductPicture) -> str:
        if obj.problem:
            return obj.problem
        return str(pgettext_lazy("picture", "Being prepared") if obj.incoming else "–")


@admin.register(Product)
class ProductAdmin(StaffAdmin):
    form = ProductForm
    list_display = ("name", "brand", "category", "status", "popularity")
    list_filter = ("status",)
    list_select_related = ("brand", "category")
    search_fields = ("name",)
    search_help_text = _("Name or SKU")
    autocomplete_fields = ("brand", "category", "replaced_by")
    prepopulated_fields = {"slug": ("name",)}
    inlines = (VariantInline, PictureInline, AxisInline)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Product], search_term: str
    ) -> tuple[QuerySet[Product], bool]:
        """By words of names and SKUs, as customers search, and quick at 100,000."""
        from catalog.searching.search import query_of  # noqa: PLC0415

        query = query_of(search_term.replace("\x00", ""))
        if not query:
            return queryset, False
        return queryset.extra(where=["catalog_product.words @@ %s::tsquery"], params=[query]), False

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: Any) -> None:
        super().save_related(request, form, formsets, change)
        product: Product = form.instance
        _assort(product, set(form.cleaned_data["assortments"]))
        refresh([product.pk])
        add_words([*words_of(product.name), *words_of(str(product.brand or ""))])


def _assort(product: Product, wanted: set[Assortment]) -> None:
    lines = AssortmentLine.objects.filter(product=product)
    lines.exclude(assortment__in=wanted).delete()
    there = set(lines.values_list("assortment", flat=True))
    AssortmentLine.objects.bulk_create(
        AssortmentLine(assortment=one, product=product) for one in wanted if one.pk not in there
    )


class AxisValueInline(TabularInline):
    model = AxisValue
    extra = 0
    fields = ("value", "position", "swatch")


@admin.register(Axis)
class AxisAdmin(StaffAdmin):
    list_display = ("product", "place", "name")
    autocomplete_fields = ("product",)
    inlines = (AxisValueInline,)

    def get_readonly_fields(self, request: HttpRequest, obj: Axis | None = None) -> tuple[str, ...]:
        return ("product", "place") if obj else ()

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: Any) -> None:
        """Values belong to the product and place of their axis."""
        for value in formset.save(commit=False):
            value.product, value.place = form.instance.product, form.instance.place
            value.save()
        for gone in formset.deleted_objects:
            gone.delete()


@admin.register(Variant)
class VariantAdmin(StaffAdmin):
    list_display = ("sku", "product", "status", "pack_size", "min_quantity", "multiple")
    list_filter = ("status",)
    list_select_related = ("product",)
    search_fields = ("code__startswith",)
    search_help_text = _("Beginning of a SKU")
    autocomplete_fields = ("product",)
    ordering = ("-pk",)
    exclude = ("value1", "value2", "value3")
    readonly_fields = ("code",)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Variant], search_term: str
    ) -> tuple[QuerySet[Variant], bool]:
        code = code_of(search_term)
        return (queryset.filter(code__startswith=code) if code else queryset), False

    def save_model(self, request: HttpRequest, obj: Variant, form: Any, change: Any) -> None:
        super().save_model(request, obj, form, change)
        refresh([obj.product_id])

    def delete_model(self, request: HttpRequest, obj: Variant) -> None:
        super().delete_model(request, obj)
        refresh([obj.product_id])
