from io import BytesIO

import pytest
from django.template import engines
from pypdf import PdfReader

from portal.kit.pdf import rendering
from portal.kit.pdf.rendering import Fetcher, NotForPdf, render_pdf

pytestmark = pytest.mark.real_pdf

RED_DOT = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c4944415408d763f8cfc000000301010018dd8db00000000049454e44ae426082"
)

HEAD = (
    '<html lang="{{ language }}"><head><title>{{ title }}</title>'
    '<meta name="dcterms.created" content="{{ dated }}"></head><body>'
)


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    """Renders a piece of HTML as `render_pdf` renders a template."""

    def render(body: str, **options: object) -> bytes:
        template = engines["django"].from_string(HEAD + body)
        monkeypatch.setattr(
            rendering, "render_to_string", lambda name, context: template.render(context)
        )
        values = {"title": "Paper", "language": "en-gb", "dated": "2026-03-02"}
        return render_pdf("any.html", {}, **(values | options))  # type: ignore[arg-type]

    return render


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/hostname",
        "FILE:///etc/hostname",
        "http://127.0.0.1/",
        "https://example.com/x.png",
        "ftp://example.com/x",
        "data:text/plain,x",
        "given:other",
        "static:../pyproject.toml",
        "static:/etc/hostname",
        "static:no-such-file.css",
        "static:",
        "css/print-document.css",
    ],
)
def test_everything_but_static_and_given_files_is_refused(url: str) -> None:
    with pytest.raises(NotForPdf):
        Fetcher({"logo": RED_DOT}).fetch(url)


def test_static_and_given_files_are_fetched() -> None:
    fetcher = Fetcher({"logo": RED_DOT})
    assert fetcher.fetch("given:logo").read() == RED_DOT
    assert b"@page" in fetcher.fetch("static:css/print-document.css").read()


def test_local_file_is_not_attached(rendered) -> None:  # type: ignore[no-untyped-def]
    content = rendered('<link rel="attachment" href="file:///etc/hostname"><p>x</p>')
    assert not PdfReader(BytesIO(content)).attachments


def test_title_language_and_tags_are_set(rendered) -> None:  # type: ignore[no-untyped-def]
    reader = PdfReader(BytesIO(rendered("<h1>Hello</h1>", language="de", title="Beleg 7")))
    root = reader.trailer["/Root"]
    assert reader.metadata is not None
    assert reader.metadata.title == "Beleg 7"
    assert root["/Lang"] == "de"
    assert root["/MarkInfo"]["/Marked"]


def test_letters_are_ours_and_embedded(rendered) -> None:  # type: ignore[no-untyped-def]
    page = PdfReader(BytesIO(rendered("<p>Hello</p>"))).pages[0]
    fonts = [font.get_object() for font in page["/Resources"]["/Font"].values()]
    assert any("Inter" in font["/BaseFont"] for font in fonts)
    for font in fonts:
        described = font["/DescendantFonts"][0].get_object()["/FontDescriptor"]
        assert {"/FontFile2", "/FontFile3"} & set(described)


def test_same_document_gives_the_same_bytes_at_any_time(rendered, time_machine_to) -> None:  # type: ignore[no-untyped-def]
    body = "<p>Same</p>" * 80
    time_machine_to("2026-01-01")
    first = rendered(body)
    time_machine_to("2027-06-05")
    assert rendered(body) == first


def test_another_document_has_another_identifier(rendered) -> None:  # type: ignore[no-untyped-def]
    one, other = (PdfReader(BytesIO(rendered(body))) for body in ("<p>a</p>", "<p>b</p>"))
    assert one.trailer["/ID"][0] != other.trailer["/ID"][0]


@pytest.fixture
def time_machine_to():  # type: ignore[no-untyped-def]
    import time_machine

    travellers: list[time_machine.travel] = []

    def travel(day: str) -> None:
        traveller = time_machine.travel(f"{day}T12:00Z", tick=False)
        traveller.start()
        travellers.append(traveller)

    yield travel
    for traveller in reversed(travellers):
        traveller.stop()


@pytest.mark.parametrize("text", ["株式会社", "שלום עולם", "شركة النور", "Ł ő ₹ №", "👍"])
def test_any_script_is_drawn_without_failing(rendered, text: str) -> None:  # type: ignore[no-untyped-def]
    reader = PdfReader(BytesIO(rendered(f"<p>{text}</p>")))
    assert len(reader.pages) == 1
    assert "/Font" in reader.pages[0]["/Resources"]
