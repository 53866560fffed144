"""The least that a statement can be: a page as a first sketch has it, without our letterhead, tags,
fonts or code to pay by. What ours is measured against in `bin/bench statements`."""

from __future__ import annotations

from html import escape

from weasyprint import HTML

from billing.statements.figures import Statement
from billing.statements.table import headings, rows

STYLE = """
@page { size: A4; margin: 20mm; @bottom-right { content: counter(page) " / " counter(pages) } }
body { font: 9pt sans-serif; color: #222 }
header { display: flex; justify-content: space-between; margin-bottom: 10mm }
h1 { font-size: 18pt; margin: 0 0 4mm }
table { width: 100%; border-collapse: collapse }
thead { display: table-header-group }
th { text-align: left; border-bottom: 1pt solid #222; padding: 1.5mm 1mm }
td { border-bottom: .5pt solid #ddd; padding: 1.5mm 1mm }
tbody tr:nth-child(even) td { background: #f6f6f6 }
tr { break-inside: avoid }
td.num, th.num { text-align: right }
"""
NUMBERS_FROM = 5


def lean_pdf(statement: Statement, seller: str, address: str) -> bytes:
    """The lines of `statement` in a plain table, by WeasyPrint's own first example."""
    head = "".join(_cell("th", at, str(one)) for at, one in enumerate(headings(statement.kind)))
    body = "".join(
        f"<tr>{''.join(_cell('td', at, str(value or '')) for at, value in enumerate(row))}</tr>"
        for row in rows(statement)
    )
    page = f"""<!doctype html><meta charset="utf-8"><title>Statement</title><style>{STYLE}</style>
        <header><div><b>{escape(seller)}</b><br>{escape(address).replace(chr(10), "<br>")}</div>
        <div>{escape(statement.customer.name)}<br>{statement.customer.account_number}</div></header>
        <h1>Statement {statement.period.start} – {statement.period.end}</h1>
        <table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>
        <p>Balance: <b>{statement.closing}</b></p>"""
    pdf: bytes = HTML(string=page).write_pdf()
    return pdf


def _cell(tag: str, at: int, text: str) -> str:
    kind = ' class="num"' if at >= NUMBERS_FROM else ""
    return f"<{tag}{kind}>{escape(text)}</{tag}>"
