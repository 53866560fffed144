"""What the invented wholesaler sells: housewares with 20 % tax, food without."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import Any

from portal.kit.money.currencies import quantise


@dataclass(frozen=True, slots=True)
class Product:
    """`price` is in pounds, `pack` the number that is sold at a time."""

    sku: str
    name: str
    price: Decimal
    tax_rate: Decimal
    pack: int


def _product(row: str) -> Product:
    sku, name, price, tax_rate, pack = (part.strip() for part in row.split("|"))
    return Product(sku, name, Decimal(price), Decimal(tax_rate), int(pack))


PRODUCTS = [
    _product(row)
    for row in """
HV-MUG-330-SLT | Stoneware mug, 330 ml, slate            |   4.15 | 20 | 24
HV-MUG-330-OAT | Stoneware mug, 330 ml, oat              |   4.15 | 20 | 24
HV-PLT-270-SLT | Dinner plate, 27 cm, slate              |   6.80 | 20 | 12
HV-BWL-160-OAT | Cereal bowl, 16 cm, oat                 |   5.25 | 20 | 12
HV-JUG-1L      | Enamel jug, 1 litre, cream              |   7.95 | 20 |  6
HV-TRY-OAK     | Serving tray, oak, 45 × 30 cm           |  18.40 | 20 |  4
HV-BRD-ACA     | Chopping board, acacia, large           |  14.75 | 20 |  6
HV-LIN-TT3     | Linen tea towels, set of three          |   9.60 | 20 | 10
HV-APR-NVY     | Canvas apron, navy                      |  12.35 | 20 | 10
HV-CND-FIG     | Soy candle, fig & cedar, 220 g          |   7.10 | 20 | 12
HV-CND-SEA     | Soy candle, sea salt, 220 g             |   7.10 | 20 | 12
HV-BSK-SEA     | Seagrass basket, medium                 |  11.90 | 20 |  8
HV-GLS-TMB     | Recycled glass tumbler                  |   2.85 | 20 | 36
HV-KET-CPR     | Stove kettle, copper, 1.8 litres        |  46.50 | 20 |  2
HV-MAR-ORG     | Seville marmalade, 340 g                |   2.20 |  0 | 24
HV-HON-HTH     | Heather honey, 227 g                    |   3.95 |  0 | 12
HV-TEA-BRK     | Breakfast tea, 80 bags                  |   2.65 |  0 | 24
HV-COF-HSE     | House blend coffee beans, 1 kg          |  11.25 |  0 |  8
HV-SHB-BTR     | All-butter shortbread, 200 g            |   1.95 |  0 | 24
HV-OIL-RAP     | Cold-pressed rapeseed oil, 500 ml       |   3.40 |  0 | 12
HV-CHT-PLM     | Plum chutney, 280 g                     |   2.45 |  0 | 18
""".strip().splitlines()
]

# How many of the currency a pound is taken to buy; prices are the demo's own.
RATES = {"GBP": "1", "EUR": "1.18", "JPY": "192", "KWD": "0.392", "USD": "1.27"}
LARGE_PALLET = Decimal(48_000)


def order_lines(
    rng: Random, currency: str, *, size: int = 4, is_huge: bool = False
) -> list[dict[str, Any]]:
    """Up to `size` lines of different products. Exports carry no tax."""
    chosen = rng.sample(PRODUCTS, k=rng.randint(1, size))
    packs = LARGE_PALLET if is_huge else Decimal(1)
    return [
        {
            "position": position,
            "sku": product.sku,
            "description": product.name,
            "quantity": product.pack * rng.randint(1, 6) * packs,
            "unit_price": quantise(product.price * Decimal(RATES[currency]), currency),
            "tax_rate": product.tax_rate if currency == "GBP" else Decimal(0),
        }
        for position, product in enumerate(chosen, start=1)
    ]
