"""The sample company's invoices as data: invented suppliers, three languages, several currencies, one mistake."""

from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

Language = Literal["en", "de", "fr"]
LayoutName = Literal["letter", "columns", "banner", "ledger"]


class Item(NamedTuple):
    """A line of an invoice; `price` is for one, without tax."""

    text: str
    quantity: int
    price: float


@dataclass(frozen=True)
class Sender:
    """Who sends the invoice."""

    name: str
    street: str
    city: str
    country: str
    tax_id: str
    account: str
    domain: str


@dataclass(frozen=True)
class Invoice:
    """One invoice. `printed_total` is what is printed where that is not the sum of the items and the tax."""

    file: str
    layout: LayoutName
    language: Language
    sender: Sender
    number: str
    issued: date
    due: date
    currency: str
    tax_rate: float
    items: tuple[Item, ...]
    category: str
    printed_total: float | None = None

    @property
    def net(self) -> float:
        """The sum of the items."""
        return round(sum(item.quantity * item.price for item in self.items), 2)

    @property
    def tax(self) -> float:
        """The tax on it."""
        return round(self.net * self.tax_rate / 100, 2)

    @property
    def total(self) -> float:
        """What is printed as the total."""
        return self.printed_total if self.printed_total is not None else round(self.net + self.tax, 2)

    def answers(self) -> dict[str, str | float]:
        """What a reader should find."""
        return {
            "supplier": self.sender.name,
            "number": self.number,
            "date": self.issued.isoformat(),
            "currency": self.currency,
            "net": self.net,
            "tax": self.tax,
            "total": self.total,
            "category": self.category,
        }


NORDLICHT = Sender(
    "Nordlicht Hosting GmbH", "Hafenstraße 12", "20457 Hamburg", "Deutschland", "DE 814 203 771",
    "DE44 2005 0550 1234 5678 90", "nordlicht-hosting.de",
)  # fmt: skip
PAPIER = Sender(
    "Papier & Stift Bürobedarf KG", "Lindenallee 4", "50667 Köln", "Deutschland", "DE 193 847 220",
    "DE02 3705 0198 0009 8765 43", "papier-stift.de",
)  # fmt: skip
STROM = Sender(
    "Stadtwerke Auental AG", "Am Kraftwerk 1", "04109 Leipzig", "Deutschland", "DE 140 512 908",
    "DE71 8605 5592 1100 2233 44", "stadtwerke-auental.de",
)  # fmt: skip
HOTEL = Sender(
    "Hôtel du Vieux Port SARL", "8 quai des Belges", "13001 Marseille", "France", "FR 32 418 209 557",
    "FR76 3000 4008 2800 0123 4567 143", "hotel-vieuxport.fr",
)  # fmt: skip
CONSEIL = Sender(
    "Atelier Conseil SAS", "27 rue de la République", "69002 Lyon", "France", "FR 71 829 334 106",
    "FR14 2004 1010 0505 0001 3M02 606", "atelier-conseil.fr",
)  # fmt: skip
TELECOM = Sender(
    "Lumen Télécom SA", "140 avenue de Flandre", "75019 Paris", "France", "FR 08 552 100 881",
    "FR76 1027 8060 0100 0204 5670 189", "lumen-telecom.fr",
)  # fmt: skip
BRIGHT = Sender(
    "Brightwater Consulting Ltd", "21 Cannon Street", "London EC4M 5TA", "United Kingdom", "GB 284 7715 09",
    "GB29 NWBK 6016 1331 9268 19", "brightwater-consulting.co.uk",
)  # fmt: skip
PINE = Sender(
    "Pine Street Office Supply, Inc.", "480 Pine Street", "Seattle, WA 98101", "United States", "EIN 91-2047713",
    "Routing 125000024, Account 4400 1827", "pinestreetoffice.com",
)  # fmt: skip
CLOUD = Sender(
    "Cirrus Cloud Services, Inc.", "900 Market Street", "San Francisco, CA 94102", "United States", "EIN 47-3390182",
    "Routing 121000248, Account 7710 9034", "cirruscloud.com",
)  # fmt: skip
FREIGHT = Sender(
    "Harbour Freight Lines B.V.", "Maasboulevard 88", "3063 NS Rotterdam", "Netherlands", "NL 8561 24 409 B01",
    "NL91 ABNA 0417 1643 00", "harbourfreightlines.nl",
)  # fmt: skip

_IT, _OFFICE, _TRAVEL = "IT and telecommunications", "Office and equipment", "Travel and lodging"
_SERVICES, _GOODS, _PREMISES = "Professional services", "Goods and materials", "Energy and premises"


def _day(text: str) -> date:
    return date.fromisoformat(text)


INVOICES: tuple[Invoice, ...] = (
    Invoice(
        "nordlicht-hosting-2026-10.pdf",
        "letter",
        "de",
        NORDLICHT,
        "RE-2026-10482",
        _day("2026-10-05"),
        _day("2026-10-19"),
        "EUR",
        19,
        (
            Item("Managed Server M, Oktober 2026", 1, 189.0),
            Item("Backup-Speicher 500 GB", 2, 24.5),
            Item("Domain nordwind-werke.de, 12 Monate", 1, 14.4),
        ),
        _IT,
    ),
    Invoice(
        "papier-stift-0917.pdf",
        "ledger",
        "de",
        PAPIER,
        "2026/0917",
        _day("2026-09-17"),
        _day("2026-10-17"),
        "EUR",
        19,
        (
            Item("Kopierpapier A4, 80 g, Karton", 12, 21.9),
            Item("Toner schwarz", 4, 64.0),
            Item("Haftnotizen 76 x 76 mm, 12er-Pack", 10, 6.35),
        ),
        _OFFICE,
    ),
    Invoice(
        "stadtwerke-auental-q3.pdf",
        "columns",
        "de",
        STROM,
        "SW 77120934",
        _day("2026-10-01"),
        _day("2026-10-15"),
        "EUR",
        19,
        (Item("Strom, Juli bis September 2026 (kWh)", 6840, 0.271), Item("Grundpreis je Monat", 3, 18.9)),
        _PREMISES,
    ),
    Invoice(
        "hotel-vieux-port.pdf",
        "banner",
        "fr",
        HOTEL,
        "F2026-3391",
        _day("2026-09-11"),
        _day("2026-09-25"),
        "EUR",
        10,
        (Item("Chambre supérieure, nuitée", 3, 129.0), Item("Petit déjeuner", 3, 16.5)),
        _TRAVEL,
    ),
    Invoice(
        "atelier-conseil-112.pdf",
        "letter",
        "fr",
        CONSEIL,
        "AC-0112",
        _day("2026-10-22"),
        _day("2026-11-21"),
        "EUR",
        20,
        (Item("Conseil en organisation, journée", 4, 850.0), Item("Compte rendu et formation", 1, 420.0)),
        _SERVICES,
    ),
    Invoice(
        "lumen-telecom-octobre.pdf",
        "columns",
        "fr",
        TELECOM,
        "LT20261018774",
        _day("2026-10-18"),
        _day("2026-11-02"),
        "EUR",
        20,
        (Item("Accès fibre entreprise, octobre", 1, 79.0), Item("Ligne mobile, forfait illimité", 6, 15.9)),
        _IT,
    ),
    Invoice(
        "brightwater-consulting.pdf",
        "banner",
        "en",
        BRIGHT,
        "BW-5520",
        _day("2026-10-09"),
        _day("2026-11-08"),
        "GBP",
        20,
        (Item("Process review, consulting day", 5, 940.0), Item("Travel time, hour", 6, 65.0)),
        _SERVICES,
    ),
    Invoice(
        "pine-street-office.pdf",
        "ledger",
        "en",
        PINE,
        "INV-208814",
        _day("2026-10-13"),
        _day("2026-11-12"),
        "USD",
        10.25,
        (Item("Ergonomic desk chair", 2, 249.0), Item("LED desk lamp", 3, 39.95)),
        _OFFICE,
    ),
    Invoice(
        "cirrus-cloud-september.pdf",
        "columns",
        "en",
        CLOUD,
        "CC-00093117",
        _day("2026-10-01"),
        _day("2026-10-31"),
        "USD",
        0,
        (
            Item("Compute instances, September 2026", 1, 412.36),
            Item("Object storage, 2.1 TB", 1, 48.3),
            Item("Data transfer out", 1, 27.84),
        ),
        _IT,
    ),
    Invoice(
        "harbour-freight-lines.pdf",
        "letter",
        "en",
        FREIGHT,
        "HFL/26/4471",
        _day("2026-09-28"),
        _day("2026-10-28"),
        "EUR",
        21,
        (
            Item("Container freight Rotterdam - Hamburg", 2, 780.0),
            Item("Customs handling", 2, 95.0),
            Item("Packaging material, pallet", 8, 21.5),
        ),
        _GOODS,
    ),
    Invoice(
        "papier-stift-1003.pdf",
        "banner",
        "de",
        PAPIER,
        "2026/1003",
        _day("2026-10-03"),
        _day("2026-11-02"),
        "EUR",
        19,
        (Item("Schreibtisch höhenverstellbar", 1, 489.0), Item("Rollcontainer", 1, 159.0)),
        _OFFICE,
        printed_total=871.12,
    ),
    Invoice(
        "brightwater-workshop.pdf",
        "columns",
        "en",
        BRIGHT,
        "BW-5533",
        _day("2026-10-27"),
        _day("2026-11-26"),
        "GBP",
        20,
        (Item("Staff training, half-day workshop", 1, 560.0), Item("Printed workbooks", 14, 9.8)),
        _SERVICES,
    ),
    Invoice(
        "hotel-vieux-port-octobre.pdf",
        "ledger",
        "fr",
        HOTEL,
        "F2026-3560",
        _day("2026-10-30"),
        _day("2026-11-13"),
        "EUR",
        10,
        (Item("Chambre standard, nuitée", 2, 98.0), Item("Taxe de séjour", 2, 2.53)),
        _TRAVEL,
    ),
    Invoice(
        "nordlicht-hosting-migration.pdf",
        "columns",
        "de",
        NORDLICHT,
        "RE-2026-10655",
        _day("2026-10-20"),
        _day("2026-11-03"),
        "EUR",
        19,
        (Item("Umzug der Server, Stunde", 14, 110.0), Item("Lizenz Datenbanksoftware, Jahr", 1, 640.0)),
        _IT,
    ),
)
