"""The invented wholesaler itself."""

from io import BytesIO

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw, ImageFont

from accounts.models import Organization

NAME = "Harbour & Vale Trading"
LOGO, LOGO_DARK, MARK = "harbour-vale.png", "harbour-vale-dark.png", "harbour-vale-mark.png"
ACCENT = "#1b7183"
NAVY, TEAL, SAND = "#14324a", "#1f7a8c", "#f2e3c6"
# The words of the logo on a dark ground.
PALE, LAGOON = "#eceff1", "#63c0d1"


def make_seller() -> Organization:
    """The organization, filled in as a careful operator would."""
    seller = Organization(
        pk=1,
        name=NAME,
        legal_name="Harbour & Vale Trading Ltd",
        address="Unit 7, Quayside Works\nHerring Street\nWestmouth\nWM4 2HV\nUnited Kingdom",
        email="accounts-receivable@example.com",
        phone="+44 1632 960 100",
        website="https://example.com/",
        tax_id="GB 999 9999 73",
        registration_number="Company no. 00000042, registered in England and Wales",
        bank_details="Transfers usually reach us within one working day.",
        bank_account_holder="Harbour & Vale Trading Ltd",
        bank_iban="GB33BUKB20201555555555",
        bank_bic="BUKBGB22",
        bank_name="Westmouth Mercantile Bank",
        currency="GBP",
        time_zone="Europe/London",
        accent_colour=ACCENT,
        signup_open=True,
        welcome_text=(
            "Welcome to your account with Harbour & Vale. Orders placed before noon leave the "
            "quay the same day."
        ),
        document_footer=(
            "Harbour & Vale Trading Ltd · Unit 7, Quayside Works, Westmouth WM4 2HV · "
            "Goods remain ours until they are paid for."
        ),
    )
    for image, name, content in (
        (seller.logo, LOGO, draw_logo(NAVY, TEAL)),
        (seller.logo_dark, LOGO_DARK, draw_logo(PALE, LAGOON)),
        (seller.logo_mark, MARK, draw_logo(NAVY, TEAL, width=120)),
    ):
        image.storage.delete(f"logo/{name}")
        image.save(name, ContentFile(content), save=False)
    seller.save()
    return seller


def draw_logo(first: str, second: str, *, width: int = 346) -> bytes:
    """A PNG: two hills over water in a round tile, and the name beside it in two colours, as far
    as it fits into `width`."""
    scale = 4
    image = Image.new("RGBA", (width * scale, 120 * scale), (255, 255, 255, 0))
    draw = ImageDraw.Draw(image)

    def at(*numbers: float) -> list[float]:
        return [number * scale for number in numbers]

    draw.rounded_rectangle(at(4, 4, 116, 116), radius=26 * scale, fill=NAVY)
    draw.ellipse(at(74, 24, 94, 44), fill=SAND)
    draw.polygon(at(14, 82, 46, 36, 78, 82), fill=TEAL)
    draw.polygon(at(50, 82, 78, 50, 106, 82), fill="#5fa8a1")
    for top in (88, 98):
        draw.rounded_rectangle(at(20, top, 100, top + 5), radius=2.5 * scale, fill=SAND)
    font = ImageFont.load_default(54 * scale)
    for top, word, colour in ((0, "Harbour", first), (56, "& Vale", second)):
        draw.text((134 * scale, top * scale), word, font=font, fill=colour, stroke_width=scale)
    data = BytesIO()
    small = image.resize((width * 3 // 2, 180), Image.Resampling.LANCZOS)
    # Few colours: the logo is on every page.
    small.quantize(48, method=Image.Quantize.FASTOCTREE).save(data, "PNG", optimize=True)
    return data.getvalue()
