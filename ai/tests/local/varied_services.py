"""Invoices in the manner of hosting, shops, energy, rail and ride services, made up, with their answers."""

from ai.tests.local.drawn import Sheet
from ai.tests.local.varied_latin import Known


def cloud_final_invoice_with_from_and_for() -> Known:
    s = Sheet()
    s.at(40, 50, "Final invoice for the October 2023 billing period", size=14, bold=True)
    s.at(40, 90, "From", bold=True).at(40, 103, "TideCompute LLC", "101 6th Ave", "New York, NY 10013")
    s.at(230, 90, "For", bold=True).at(230, 103, "Ana Costa", "Rua Nova 3", "Lisboa, Portugal")
    s.at(420, 90, "Details", bold=True)
    s.at(420, 103, "Invoice number: 482210933", "Date of issue: November 1, 2023", "Payment due on: November 1, 2023")
    s.sums(40, 540, 190, ("Total usage charges", "$24.00"), ("Tax", "$5.52"), ("Total due", "$29.52"))
    s.sums(40, 540, 270, ("Virtual machines", "$24.00"), ("vm-small-01  10-01 00:00 - 11-01 00:00", "$24.00"))
    return Known(s.document(), "TideCompute LLC", "482210933", "2023-11-01", "USD", 29.52)


def shop_with_combined_date_label() -> Known:
    s = Sheet()
    s.at(40, 60, "Rechnung", size=18).at(40, 90, "Marta Nowak", "Am Bach 4", "04109 Leipzig")
    s.at(330, 60, "Bezahlt", size=14)
    s.pairs(
        330,
        90,
        140,
        ("Bestelldatum", "02 Mai 2020"),
        ("Bestellnummer", "304-1182220-77"),
        ("Rechnungsdatum/Lieferdatum", "05 Mai 2020"),
        ("Rechnungsnummer", "DE0XK33A1"),
        ("Zahlbetrag", "23,79 €"),
    )
    s.at(40, 160, "Verkauft von Blitzversand Handels GmbH", "USt-IDNr. DE299112233")
    s.table(240, (40, 330, 400, 480), ("Beschreibung", "Menge", "USt. %", "Gesamt"))
    s.table(
        253, (40, 330, 400, 480), ("Kopfhörer, schwarz", "1", "19%", "19,99 €"), ("Versandkosten", "", "", "3,80 €")
    )
    s.sums(380, 540, 320, ("Gesamtpreis", "23,79 €"), ("Netto", "19,99 €"), ("USt. Gesamt", "3,80 €"))
    return Known(s.document(), "Blitzversand Handels GmbH", "DE0XK33A1", "2020-05-05", "EUR", 23.79)


def energy_bill_with_blanks_in_its_number() -> Known:
    s = Sheet()
    s.at(40, 50, "Électricité du Val", size=16, bold=True).at(40, 72, "Service clients 09 69 32 15 15")
    s.at(330, 110, "M. Paul Girard", "8 impasse des Lilas", "31000 Toulouse")
    s.at(40, 130, "Facture du 12/06/2023").at(40, 143, "N° de facture : 10 123 456 789", "N° client : 6 002 114 587")
    s.at(40, 200, "Montant total TTC", "à régler avant le 28/06/2023").right(300, 200, "84,37 €")
    s.sums(
        40,
        400,
        280,
        ("Abonnement HT", "22,10 €"),
        ("Consommation HT", "48,21 €"),
        ("TVA", "14,06 €"),
        ("Total TTC", "84,37 €"),
    )
    s.at(40, 500, "Prochaine facture vers le 12/08/2023. Relevé du 10/06/2023 : 14 221 kWh.")
    s.at(40, 790, "Électricité du Val - SA au capital de 505 133 285 euros - 552 081 317 RCS Toulouse", size=6)
    s.at(40, 800, "www.electricite-du-val.fr", size=6)
    return Known(s.document(), "Électricité du Val", "10123456789", "2023-06-12", "EUR", 84.37)


def telephone_bill_in_german() -> Known:
    s = Sheet()
    s.at(40, 60, "Rheinfunk Deutschland GmbH, Postfach 10 02 03, 40002 Düsseldorf", size=6)
    s.at(40, 80, "Herrn", "Karl Adler", "Ringstr. 77", "45127 Essen")
    s.pairs(
        350,
        80,
        110,
        ("Rechnungsnummer", "71 2240 5510 0031"),
        ("Kundennummer", "512 208 4471"),
        ("Rechnungsdatum", "08.06.2023"),
        ("Seite", "1 von 3"),
    )
    s.at(40, 190, "Ihre Rechnung für Juni 2023", size=13, bold=True)
    s.sums(
        40,
        480,
        220,
        ("Monatliche Beträge", "33,57"),
        ("Verbindungen", "0,00"),
        ("Summe der Beträge", "33,57"),
        ("Umsatzsteuer 19 %", "6,38"),
        ("Rechnungsbetrag", "39,95 €"),
    )
    s.at(40, 310, "Der Betrag wird am 19.06.2023 von Ihrem Konto abgebucht. Sie sparen 10,00 € durch Ihren Rabatt.")
    return Known(s.document(), "Rheinfunk Deutschland GmbH", "71 2240 5510 0031", "2023-06-08", "EUR", 39.95)


def ride_receipt_without_a_number_label() -> Known:
    s = Sheet()
    s.at(40, 50, "Zipcab", size=20, bold=True).right(540, 50, "October 3, 2023")
    s.at(40, 90, "Thanks for riding, Dana", size=14)
    s.sums(40, 540, 130, ("Total", "$23.45"), ("Trip fare", "$18.00"), ("Booking fee", "$3.15"), ("Tip", "$2.30"))
    s.at(40, 210, "Payments", bold=True).sums(40, 540, 225, ("Visa ••••4421  10/3/23 8:14 PM", "$23.45"))
    s.at(40, 270, "Receipt # ZC-7781204").at(40, 300, "Licensed driver: Omar. 6.1 miles, 22 min")
    s.at(40, 330, "88 W 3rd St, Austin, TX 78701, US").at(40, 790, "Zipcab Technologies, Inc., help.zipcab.com", size=7)
    return Known(s.document(), "Zipcab", "ZC-7781204", "2023-10-03", "USD", 23.45)


def advertising_with_amount_due_in_currency() -> Known:
    s = Sheet()
    s.at(40, 50, "Invoice", size=18).right(540, 50, "Invoice number: 4471890022")
    s.at(40, 100, "Blickfang Ads Ireland Limited", "Barrow Street, Dublin 4", "Ireland", "VAT number: IE6388047V")
    s.at(40, 180, "Bill to", bold=True).at(40, 193, "Oak & Ivy Ltd", "Cork")
    s.at(330, 100, "Details", bold=True)
    s.sums(
        330,
        540,
        115,
        ("Invoice number", "4471890022"),
        ("Invoice date", "Nov 30, 2023"),
        ("Billing ID", "8820-1190-3345"),
        ("Account ID", "771-332-1100"),
    )
    s.at(330, 200, "Total in EUR", size=9).right(540, 200, "€1,107.00")
    s.at(40, 260, "Summary for Nov 1, 2023 - Nov 30, 2023", bold=True)
    s.sums(330, 540, 280, ("Subtotal in EUR", "€900.00"), ("VAT (23%)", "€207.00"), ("Total in EUR", "€1,107.00"))
    return Known(s.document(), "Blickfang Ads Ireland Limited", "4471890022", "2023-11-30", "EUR", 1107.00)


def whole_euros_and_dashes() -> Known:
    s = Sheet()
    s.at(40, 60, "Fotografie Janssen", size=16, bold=True).at(40, 82, "janssen-fotografie.nl | KvK 68112233")
    s.at(40, 130, "Aan: Bakkerij De Korenaar")
    s.at(40, 170, "Factuur 2023-014", size=12).at(40, 186, "Haarlem, 3 juli 2023")
    s.table(230, (40, 470), ("Portretreportage", "€ 450,-"), ("Reiskosten", "€ 50,-"), ("BTW 21%", "€ 105,-"))
    s.sums(380, 520, 290, ("Totaal", "€ 605,-"))
    s.at(40, 350, "Gelieve binnen 14 dagen over te maken op NL20INGB0001234567 o.v.v. factuurnummer 2023-014.")
    return Known(s.document(), "Fotografie Janssen", "2023-014", "2023-07-03", "EUR", 605.00)


def japanese_supplier_in_english() -> Known:
    s = Sheet()
    s.at(230, 50, "COMMERCIAL INVOICE", size=14, bold=True)
    s.at(40, 90, "Exporter:", bold=True).at(40, 103, "Kitayama Optics Co., Ltd.", "2-4-1 Hamamatsu, Minato-ku, Tokyo")
    s.at(330, 90, "Consignee:", bold=True).at(330, 103, "Lindqvist Instruments AB", "Sveavägen 9, Stockholm")
    s.at(40, 160, "Invoice No. & Date: KO-3301, 2023/09/14", "L/C No.: 88120-A", "Vessel: Hikari Maru, ETD 2023/09/20")
    s.table(220, (40, 300, 380, 470), ("Goods", "Quantity", "Unit price", "Amount"))
    s.table(233, (40, 300, 380, 470), ("Prism assemblies", "120 pcs", "JPY 15,500", "JPY 1,860,000"))
    s.sums(330, 540, 280, ("TOTAL (CIF Gothenburg)", "JPY 1,860,000"))
    return Known(s.document(), "Kitayama Optics Co., Ltd.", "KO-3301", "2023-09-14", "JPY", 1860000.0)
