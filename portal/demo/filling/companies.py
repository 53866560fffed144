"""The invented customers: who they are, where they live and whom one rings."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from accounts.company.account_numbers import create_customer
from accounts.models import Address, ContactPerson, Customer

# ERP numbers begin so; the first one tells a filled database from an empty one.
ERP_PREFIX = "HV-"
BILLING, SHIPPING = Address.Kind.BILLING, Address.Kind.SHIPPING

LONG_NAME = (
    "The Worshipful Northern & Provincial Ironmongers, Chandlers, Haberdashers and General "
    "Purveyors' Cooperative Buying Society (International Holdings) Limited"
)


@dataclass(frozen=True, slots=True)
class Company:
    """An address is kind, line 1, town, postcode, country, attention; the first of a kind is the
    default. A contact is name, position, email, phone; the first is the primary."""

    key: str
    fields: dict[str, Any]
    addresses: list[tuple[str, ...]] = field(default_factory=list)
    contacts: list[tuple[str, ...]] = field(default_factory=list)


COMPANIES = [
    Company(
        "bramblewick",
        {
            "name": "Bramblewick Stores Ltd",
            "currency": "GBP",
            "credit_limit": 60_000,
            "payment_terms_days": 30,
            "email": "accounts@example.com",
            "phone": "+44 1632 960 201",
            "tax_id": "GB 888 8888 12",
            "tax_treatment": "registered",
            "default_payment_method": "bank_transfer",
            "bank_debit_allowed": True,
        },
        [
            (
                BILLING,
                "12 Market Row",
                "Bramblewick",
                "BW1 1AA",
                "United Kingdom",
                "Accounts Payable",
            ),
            (BILLING, "PO Box 88", "Bramblewick", "BW1 9ZZ", "United Kingdom"),
            (
                SHIPPING,
                "Central Warehouse, Dock 3, Mill Lane",
                "Bramblewick",
                "BW4 7QT",
                "United Kingdom",
                "Goods In",
            ),
            (SHIPPING, "12 Market Row", "Bramblewick", "BW1 1AA", "United Kingdom", "Shop"),
            (SHIPPING, "3 Harbour Parade", "Gullhaven", "GH2 5RN", "United Kingdom", "Shop"),
            (SHIPPING, "41 The Shambles", "Oldcastle", "OC1 3LP", "United Kingdom", "Shop"),
        ],
        [
            ("Olive Bramwell", "Managing director", "owner@example.com", "+44 1632 960 202"),
            ("Arthur Ledgerwood", "Accounts payable", "accounts@example.com", "+44 1632 960 203"),
            ("Bea Stockton", "Buyer", "buyer@example.com", "+44 1632 960 204"),
            ("Vic Looker", "Auditor", "viewer@example.com", ""),
        ],
    ),
    Company(
        "online",
        {
            "name": "Bramblewick Online Ltd",
            "currency": "GBP",
            "credit_limit": 15_000,
            "payment_terms_days": 14,
            "email": "group@example.com",
            "phone": "+44 1632 960 211",
        },
        [
            (BILLING, "12 Market Row", "Bramblewick", "BW1 1AA", "United Kingdom"),
            (
                SHIPPING,
                "Fulfilment Centre, Unit 20, Airfield Park",
                "Bramblewick",
                "BW6 0FL",
                "United Kingdom",
            ),
        ],
        [("Gwen Pairman", "Group finance", "group@example.com", "+44 1632 960 212")],
    ),
    Company(
        "kettle",
        {
            "name": "Copper Kettle Cafés Ltd",
            "currency": "GBP",
            "credit_limit": 5_000,
            "payment_terms_days": 14,
            "phone": "+44 1632 960 221",
        },
        [(BILLING, "8 Station Approach", "Tilbrook", "TB3 2KC", "United Kingdom")],
        [("Hal Holding", "Owner", "hold@example.com", "+44 1632 960 222")],
    ),
    Company(
        "fern",
        {"name": "Fern & Fable Gifts", "currency": "GBP", "credit_limit": 1_000},
        [(BILLING, "2 Castle Steps", "Penwithy", "PW1 4FF", "United Kingdom")],
        [("Nia Newcombe", "Owner", "new@example.com", "")],
    ),
    Company(
        "lumiere",
        {
            "name": "Atelier Lumière SARL",
            "currency": "EUR",
            "credit_limit": 20_000,
            "payment_terms_days": 45,
            "tax_id": "FR 00 999 999 999",
            "tax_treatment": "reverse_charge",
            "language": "",
        },
        [
            (BILLING, "17 rue des Tisserands", "Lyon", "69004", "France"),
            (SHIPPING, "Entrepôt B, 5 quai du Nord", "Lyon", "69009", "France"),
        ],
        [("Élodie Marchand", "Comptable", "euro@example.com", "")],
    ),
    Company(
        "kitsune",
        {
            "name": "Kitsune Home KK (狐ホーム)",
            "currency": "JPY",
            "credit_limit": 3_000_000,
            "payment_terms_days": 60,
            "tax_treatment": "overseas",
        },
        [(BILLING, "2-14-5 Kagurazaka", "Tokyo", "162-0825", "Japan")],
        [("Yuki Endo (遠藤 雪)", "Purchasing", "yen@example.com", "")],
    ),
    Company(
        "alnoor",
        {
            "name": "Al Noor General Trading Co. WLL (شركة النور)",
            "currency": "KWD",
            "credit_limit": 8_000,
        },
        [(BILLING, "Block 4, Street 21", "Kuwait City", "15000", "Kuwait")],
        [("Dana Al Sabah", "Finance", "dinar@example.com", "")],
    ),
    Company(
        "ironmongers",
        {
            "name": LONG_NAME,
            "currency": "GBP",
            "payment_terms_days": 90,
            "email": "long@example.com",
        },
        [
            (
                BILLING,
                "Chandlers' Hall, 1000 Great North Provincial Trunk Road East",
                "Newborough-under-Lyne",
                "NL99 9ZZ",
                "United Kingdom",
                "The Clerk to the Purchasing Sub-Committee",
            )
        ],
        [
            (
                "Maximilian Fitzwilliam-Featherstonehaugh",
                "Clerk to the Purchasing Sub-Committee",
                "long@example.com",
                "",
            )
        ],
    ),
    Company(
        "tidewater",
        {"name": "Tidewater Hotels Group Ltd", "currency": "GBP", "credit_limit": 40_000},
        [(BILLING, "The Old Customs House, Quay Road", "Gullhaven", "GH1 1TW", "United Kingdom")],
        [("Cleo Creditor", "Financial controller", "credit@example.com", "")],
    ),
    Company(
        "oakhollow",
        {
            "name": "Oakhollow School Trust",
            "currency": "GBP",
            "credit_limit": 10_000,
            "payment_terms_days": 30,
        },
        [(BILLING, "Oakhollow House, Long Drive", "Ashby Vale", "AV5 6SC", "United Kingdom")],
        [("Paula Prompt", "Bursar", "prompt@example.com", "")],
    ),
    Company(
        "pennyfield",
        {
            "name": "Pennyfield Farm Shops Ltd",
            "currency": "GBP",
            "credit_limit": 12_000,
            "payment_terms_days": 21,
        },
        [(BILLING, "Pennyfield Farm, Lower Lane", "Ashby Vale", "AV9 2PF", "United Kingdom")],
        [("Rory Retayne", "Director", "farm@example.com", "")],
    ),
    Company(
        "marlow",
        {
            "name": "Marlow & Finch Interiors LLP",
            "currency": "GBP",
            "credit_limit": 18_000,
            "payment_terms_days": 30,
        },
        [(BILLING, "66 Gallery Street", "Oldcastle", "OC2 8MF", "United Kingdom")],
        [("Lena Late", "Partner", "late@example.com", "")],
    ),
    Company(
        "harborlight",
        {
            "name": "Harborlight Supply Co.",
            "currency": "USD",
            "credit_limit": 25_000,
            "payment_terms_days": 30,
            "email": "usd@example.com",
            "bank_debit_allowed": True,
        },
        [
            (BILLING, "410 Wharf Street", "Portsmere", "OR 97000", "United States", "Payables"),
            (SHIPPING, "Dock 7, 22 Mill Road", "Portsmere", "OR 97001", "United States"),
        ],
        [("Hank Harlow", "Controller", "usd@example.com", "+1 555 0100 120")],
    ),
]


def make_companies() -> dict[str, Customer]:
    """The customers by their key, with addresses and contacts."""
    return {
        company.key: _make(company, f"{ERP_PREFIX}{number}")
        for number, company in enumerate(COMPANIES, start=1001)
    }


def _make(company: Company, reference: str) -> Customer:
    customer = create_customer(external_reference=reference, **company.fields)
    seen: set[str] = set()
    for kind, line1, city, postcode, country, *attention in company.addresses:
        Address.objects.create(
            customer=customer,
            kind=kind,
            is_default=kind not in seen,
            attention="".join(attention),
            line1=line1,
            city=city,
            postcode=postcode,
            country=country,
        )
        seen.add(kind)
    for position, (name, role, email, phone) in enumerate(company.contacts):
        ContactPerson.objects.create(
            customer=customer,
            name=name,
            position=role,
            email=email,
            phone=phone,
            is_primary=position == 0,
        )
    return customer
