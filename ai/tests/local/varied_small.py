"""Papers of small businesses, bars and airlines, made up, with their answers: few labels, odd places."""

from ai.tests.local.drawn import Sheet
from ai.tests.local.varied_latin import Known


def german_hosting_paid_by_wallet() -> Known:
    s = Sheet()
    s.at(40, 40, "hetzwerk Online GmbH, Industriestr. 25, 91710 Gunzen", size=7)
    s.at(40, 60, "Firma", "Beispiel & Partner GbR", "Herr M. Kurz", "Hauptstr. 1", "70173 Stuttgart")
    s.pairs(
        350,
        60,
        100,
        ("Rechnungsnummer:", "R0012945571"),
        ("Kundennummer:", "K1022114455"),
        ("Rechnungsdatum:", "01/10/2023"),
        ("Seite:", "1/2"),
    )
    s.at(40, 180, "Rechnung R0012945571", size=14, bold=True)
    s.table(
        220,
        (40, 300, 360, 430, 500),
        ("Bezeichnung", "Menge", "Einheit", "Einzelpreis", "Gesamt"),
        ("Server CX11 (September 2023)", "720", "Stunden", "€ 0.0067", "€ 4.15"),
        ("Backup", "720", "Stunden", "€ 0.0013", "€ 0.75"),
    )
    s.sums(350, 540, 300, ("Nettobetrag", "€ 4.90"), ("19% USt.", "€ 0.93"), ("Zu zahlender Betrag", "€ 5.83"))
    s.at(40, 380, "Der Betrag wird von Ihrem PayPal-Konto am 05/10/2023 eingezogen.")
    return Known(s.document(), "hetzwerk Online GmbH", "R0012945571", "2023-10-01", "EUR", 5.83)


def airline_receipt() -> Known:
    s = Sheet()
    s.at(40, 50, "SKYHOP AIRLINES", size=16)
    s.right(540, 50, "Tax Invoice / Receipt")
    s.at(
        40,
        90,
        "Booking reference: QX7TRP",
        "Invoice No: SH-2024-5519021",
        "Date of Issue: 22-FEB-2024",
        "Passenger: MS JANE DOE",
    )
    s.table(
        170,
        (40, 200, 320, 440),
        ("Flight", "Date", "From", "To"),
        ("SH 217", "03-MAR-2024", "Dublin", "Oslo"),
        ("SH 218", "07-MAR-2024", "Oslo", "Dublin"),
    )
    s.sums(
        300,
        540,
        230,
        ("Fare", "EUR 120.00"),
        ("Taxes, fees and charges", "EUR 44.10"),
        ("Seat 12A", "EUR 15.00"),
        ("Total paid", "EUR 179.10"),
    )
    s.at(40, 780, "Skyhop Airlines DAC, Dublin Airport, Co. Dublin. VAT IE4749148U", size=7)
    return Known(s.document(), "Skyhop Airlines", "SH-2024-5519021", "2024-02-22", "EUR", 179.10)


def belgian_fees_note_without_labels() -> Known:
    s = Sheet()
    s.at(40, 40, "Fiduciaire Martin & Associés", size=12, bold=True).at(
        40, 58, "Expert-comptable", "Bd de la Sauvenière 30", "4000 Liège", "TVA BE 0412.345.678"
    )
    s.at(330, 120, "Brasserie des Arts SRL", "Place du Marché 4", "4000 Liège")
    s.at(40, 200, "Note d'honoraires 2024/0231", size=12)
    s.at(40, 216, "Liège, le 5 septembre 2024")
    s.table(
        260,
        (40, 460),
        ("Prestations", "Montant"),
        ("Comptabilité 2e trimestre 2024", "1.450,00"),
        ("Déclaration TVA", "150,00"),
    )
    s.sums(
        320, 520, 320, ("Sous-total HTVA", "1.600,00 EUR"), ("TVA 21%", "336,00 EUR"), ("TOTAL TVAC", "1.936,00 EUR")
    )
    s.at(40, 400, "À payer dans les 30 jours sur le compte BE68 5390 0754 7034, communication 2024/0231")
    return Known(s.document(), "Fiduciaire Martin & Associés", "2024/0231", "2024-09-05", "EUR", 1936.0)


def restaurant_check() -> Known:
    s = Sheet()
    s.at(200, 40, "THE CORNER BISTRO", size=14, bold=True)
    s.at(210, 60, "114 Queen St W, Toronto ON", "HST# 123456789RT0001", "Tel 416-555-0199")
    s.at(200, 120, "Check #: 40218   Table 7", "Server: Amy", "09/14/2024 7:42 PM")
    s.sums(
        200,
        400,
        180,
        ("2 Burger", "36.00"),
        ("1 Salad", "14.50"),
        ("3 Lemonade", "13.50"),
        ("SUBTOTAL", "64.00"),
        ("HST 13%", "8.32"),
        ("TOTAL", "CA$72.32"),
        ("VISA ************1881", "72.32"),
    )
    return Known(s.document(), "The Corner Bistro", "40218", "2024-09-14", "CAD", 72.32)


def spanish_facts_in_a_row_and_totals_in_a_row() -> Known:
    s = Sheet()
    s.at(330, 40, "FACTURA", size=18, bold=True).at(40, 40, "Suministros Andaluces S.A.", size=12).at(
        40, 58, "CIF A-41000000", "Avda. Kansas City 9, 41007 Sevilla"
    )
    s.table(
        120,
        (40, 160, 260, 380),
        ("Nº Factura", "Fecha", "Cliente", "Nº Pedido"),
        ("F24-03391", "02/04/2024", "C-0871", "P-7781"),
    )
    s.at(40, 170, "Hospital San Roque", "C/ Real 1, 11001 Cádiz")
    s.table(
        230,
        (40, 120, 330, 400, 480),
        ("Ref.", "Descripción", "Cant.", "Precio", "Importe"),
        ("A-11", "Guantes de nitrilo caja 100", "40", "8,25", "330,00"),
        ("B-20", "Mascarillas", "25", "6,00", "150,00"),
    )
    s.table(
        300, (40, 160, 260, 400), ("Base", "% IVA", "Cuota", "Total factura"), ("480,00", "21,00", "100,80", "580,80 €")
    )
    s.at(40, 360, "Vencimiento: 02/05/2024 - Transferencia ES91 2100 0418 4502 0005 1332")
    return Known(s.document(), "Suministros Andaluces S.A.", "F24-03391", "2024-04-02", "EUR", 580.80)


def sole_trader_with_inline_labels() -> Known:
    s = Sheet()
    s.at(40, 60, "Invoice", size=22).at(40, 100, "Invoice to: Pebble Studio Ltd, 3 Dock Rd, Bristol").at(
        40, 120, "Invoice from: Tomasz Wilk (sole trader)", "12 Elm Close, Bath BA1 2AB"
    )
    s.at(40, 160, "Ref: TW-0094    Issued: 28 Feb 2025    Due: 14 Mar 2025")
    s.table(200, (40, 460), ("Illustration for spring campaign", "£850"), ("Two revisions", "£0"))
    s.sums(380, 540, 240, ("Total", "£850"))
    s.at(40, 300, "Not VAT registered. Bank: Monzo 04-00-04 12345678")
    return Known(s.document(), "Tomasz Wilk", "TW-0094", "2025-02-28", "GBP", 850.0)


def norwegian_kroner() -> Known:
    s = Sheet()
    s.at(40, 50, "Nordlys Energi AS", size=14, bold=True)
    s.at(350, 50, "Faktura", size=14)
    s.pairs(
        350,
        80,
        90,
        ("Fakturanr.", "8800123"),
        ("Fakturadato", "15.01.2024"),
        ("Forfallsdato", "01.02.2024"),
        ("Kundenr.", "55012"),
    )
    s.at(40, 120, "Kari Nordmann", "Storgata 2", "9008 Tromsø")
    s.sums(
        40,
        400,
        220,
        ("Strøm desember 812 kWh", "974,40"),
        ("Nettleie", "410,00"),
        ("Sum eks. mva", "1 384,40"),
        ("Mva 25%", "346,10"),
        ("Å betale", "kr 1 730,50"),
    )
    s.at(40, 340, "Org.nr. 912 345 678 MVA, www.nordlysenergi.no, kontonr 1503.40.12345")
    return Known(s.document(), "Nordlys Energi AS", "8800123", "2024-01-15", "NOK", 1730.50)


def american_remittance_block() -> Known:
    s = Sheet()
    s.at(40, 50, "Page 1 of 1").at(40, 70, "Remit payment to:").at(
        40, 83, "Great Lakes Office Supply Co.", "PO Box 5521", "Cleveland, OH 44101"
    )
    s.at(350, 70, "INVOICE 77-40192", bold=True, size=12).at(
        350, 88, "Date 11/05/2024", "Terms NET 15", "Sales rep: D. Hall"
    )
    s.at(40, 160, "Sold to:").at(40, 173, "Erie County Schools", "100 Main St", "Erie, PA 16501")
    s.at(300, 160, "Ship to:").at(300, 173, "Lincoln Elementary", "831 E 31st", "Erie, PA 16504")
    s.table(
        250,
        (40, 100, 330, 400, 480),
        ("Qty", "Item", "Unit", "Price", "Ext"),
        ("12", "Copy paper, case", "CS", "39.99", "479.88"),
        ("5", "Toner HP 58A", "EA", "89.00", "445.00"),
    )
    s.sums(390, 520, 320, ("Merchandise", "924.88"), ("Freight", "0.00"), ("Tax", "0.00"), ("PLEASE PAY", "$924.88"))
    return Known(s.document(), "Great Lakes Office Supply Co.", "77-40192", "2024-11-05", "USD", 924.88)
