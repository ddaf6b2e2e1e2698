"""More invoices in layouts of many kinds: online services, tables of facts, several pages, HTML, e-mail, plain text."""

from ai.tests.local.drawn import Sheet, document_of
from ai.tests.local.varied_latin import Known


def online_service_with_two_blocks_in_a_row() -> Known:
    s = Sheet()
    s.at(40, 50, "Invoice", size=18, bold=True)
    s.pairs(
        40,
        80,
        90,
        ("Invoice number", "7F3A2B1C-0004"),
        ("Date of issue", "March 3, 2025"),
        ("Date due", "March 17, 2025"),
    )
    s.at(40, 150, "Lumen Labs Inc.", bold=True).at(40, 163, "548 Market St", "San Francisco, CA 94104", "United States")
    s.at(250, 150, "Bill to", bold=True).at(250, 163, "Kranich Medien GmbH", "Torstr. 20", "10119 Berlin", "Germany")
    s.at(40, 240, "$49.00 USD due March 17, 2025", size=14, bold=True)
    s.table(290, (40, 350, 410, 490), ("Description", "Qty", "Unit price", "Amount"))
    s.table(304, (40, 350, 410, 490), ("Team plan", "1", "$49.00", "$49.00"))
    s.at(40, 317, "Mar 3 – Apr 3, 2025", size=7)
    s.sums(350, 530, 350, ("Subtotal", "$49.00"), ("Total", "$49.00"), ("Amount due", "$49.00 USD"))
    return Known(s.document(), "Lumen Labs Inc.", "7F3A2B1C-0004", "2025-03-03", "USD", 49.00)


def australian_row_of_facts() -> Known:
    s = Sheet()
    s.at(40, 60, "TAX INVOICE", size=16, bold=True).at(350, 60, "Bluegum Plumbing Pty Ltd", "ABN 51 824 753 556")
    s.at(350, 90, "3 Wattle Grove, Fremantle WA 6160")
    s.at(40, 110, "Ship to").at(40, 123, "Cottesloe Surf Club", "Marine Parade")
    s.table(180, (40, 140, 240, 340, 440), ("Customer No.", "Order No.", "Invoice Date", "Invoice No.", "Due Date"))
    s.table(193, (40, 140, 240, 340, 440), ("C-1009", "SO-4471", "07/03/2025", "B-20931", "06/04/2025"))
    s.table(240, (40, 470), ("Description", "Amount"), ("Hot water unit, supplied and installed", "2,100.00"))
    s.sums(330, 520, 300, ("Subtotal", "2,100.00"), ("GST 10%", "210.00"), ("Total AUD incl. GST", "$2,310.00"))
    return Known(s.document(), "Bluegum Plumbing Pty Ltd", "B-20931", "2025-03-07", "AUD", 2310.00)


def indian_with_lakhs() -> Known:
    s = Sheet()
    s.at(250, 40, "Tax Invoice", size=13, bold=True)
    s.at(40, 70, "Sahyadri Polymers Pvt. Ltd.", bold=True).at(
        40, 83, "Plot 14, MIDC Bhosari, Pune 411026", "GSTIN 27AABCS1429B1Z1"
    )
    s.table(
        70, (330, 450), ("Invoice No.", "Dated"), ("GST/24-25/0098", "5-Jul-24"), ("Delivery Note", "Buyer's Order No.")
    )
    s.table(109, (330, 450), ("DN-331", "PO/1120"))
    s.at(40, 140, "Buyer (Bill to)").at(40, 153, "Deccan Auto Components Ltd", "Chakan, Pune 410501")
    s.table(220, (40, 300, 380, 470), ("Goods", "Qty", "Rate", "Amount"))
    s.table(233, (40, 300, 380, 470), ("HDPE granules", "1,000 kg", "123.46", "1,23,456.00"))
    s.sums(330, 520, 270, ("CGST 9%", "11,111.04"), ("SGST 9%", "11,111.04"), ("Total", "Rs. 1,45,678.08"))
    s.at(40, 330, "Amount in words: INR One Lakh Forty Five Thousand Six Hundred Seventy Eight and Eight paise only")
    return Known(s.document(), "Sahyadri Polymers Pvt. Ltd.", "GST/24-25/0098", "2024-07-05", "INR", 145678.08)


def telephone_bill_with_a_balance() -> Known:
    s = Sheet()
    s.at(40, 50, "Severn Telecom", size=18, bold=True).at(40, 75, "Your bill", size=12)
    s.at(40, 110, "Mr J Okafor", "7 Orchard Close", "Bristol BS6 5QA")
    s.pairs(
        340,
        90,
        100,
        ("Account number", "8877 2210"),
        ("Bill number", "0055-2210"),
        ("Bill date", "1 Nov 2024"),
        ("Bill period", "1 Oct - 31 Oct 2024"),
    )
    s.sums(
        40,
        400,
        200,
        ("Previous balance", "£90.00"),
        ("Payment received, thank you, 12 Oct 2024", "-£90.00"),
        ("Monthly charges", "£60.00"),
        ("Calls", "£12.00"),
        ("VAT at 20%", "£14.40"),
        ("Amount due", "£86.40"),
    )
    s.at(40, 320, "We will collect £86.40 by Direct Debit on 18 Nov 2024.")
    s.at(40, 780, "Severn Telecom plc, registered in England 01234567. www.severntelecom.co.uk", size=7)
    return Known(s.document(), "Severn Telecom", "0055-2210", "2024-11-01", "GBP", 86.40)


def german_over_two_pages() -> Known:
    s = Sheet()
    s.at(400, 50, "Druckhaus Nord AG", size=13).at(400, 68, "Hafenstraße 7", "20457 Hamburg", "www.druckhaus-nord.de")
    s.at(50, 130, "Kanzlei Petersen mbB", "Alsterufer 9", "20354 Hamburg")
    s.table(230, (50, 170, 290, 410), ("Rechnungs-Nr.", "Kunden-Nr.", "Auftrags-Nr.", "Datum"))
    s.table(243, (50, 170, 290, 410), ("RG-88120", "40071", "A-55019", "17.09.24"))
    s.table(290, (50, 450), ("Artikel", "Betrag EUR"), ("Briefbogen 5.000 Stück", "1.400,00"))
    s.sums(350, 520, 700, ("Übertrag", "1.400,00"))
    s.next_page().at(50, 60, "Rechnung RG-88120, Seite 2")
    s.sums(
        350,
        520,
        90,
        ("Übertrag", "1.400,00"),
        ("Visitenkarten", "600,00"),
        ("Summe netto", "2.000,00"),
        ("MwSt 19 %", "380,00"),
        ("Rechnungsbetrag EUR", "2.380,00"),
    )
    return Known(s.document(), "Druckhaus Nord AG", "RG-88120", "2024-09-17", "EUR", 2380.00)


def canadian_bilingual_dollars() -> Known:
    s = Sheet()
    s.at(40, 50, "Érable Logistics Inc.", size=15, bold=True).at(40, 72, "1200 rue Sherbrooke O, Montréal QC H3A 1H6")
    s.at(400, 50, "Invoice / Facture", size=13)
    s.pairs(
        340, 80, 120, ("Invoice # / Facture no", "EL-30571"), ("Date", "2025-02-18"), ("Due / Échéance", "2025-03-20")
    )
    s.at(40, 140, "Sold to / Vendu à:").at(40, 153, "Prairie Seeds Ltd.", "Regina SK S4P 3Y2")
    s.table(220, (40, 470), ("Service", "CAD"), ("Freight Montréal - Regina", "1,800.00"))
    s.sums(330, 520, 280, ("Subtotal / Sous-total", "1,800.00"), ("GST / TPS 5%", "90.00"), ("Total CAD", "$1,890.00"))
    return Known(s.document(), "Érable Logistics Inc.", "EL-30571", "2025-02-18", "CAD", 1890.00)


def polish_as_html() -> Known:
    html = """<html><head><style>td{border:1px}</style></head><body><h1>Faktura VAT nr FV/12/2024</h1>
    <p>Data wystawienia: 2024-05-06</p><p>Termin płatności: 2024-05-20</p>
    <table><tr><td>Sprzedawca:</td><td>Nabywca:</td></tr>
    <tr><td>Zielony Las Sp. z o.o.</td><td>Biuro Plus S.A.</td></tr>
    <tr><td>ul. Leśna 3, 00-001 Warszawa</td><td>ul. Długa 9, 80-001 Gdańsk</td></tr></table>
    <table><tr><th>Nazwa</th><th>Netto</th><th>VAT</th><th>Brutto</th></tr>
    <tr><td>Obsługa ogrodu</td><td>1 000,00</td><td>230,00</td><td>1 230,00</td></tr></table>
    <p>Do zapłaty: 1 230,00 PLN</p></body></html>"""
    document = document_of(html.encode(), "text/html; charset=utf-8", "faktura.html")
    return Known(document, "Zielony Las Sp. z o.o.", "FV/12/2024", "2024-05-06", "PLN", 1230.00)


def swedish_as_text() -> Known:
    text = """Fjällvik Städ AB                          FAKTURA
Storgatan 4, 903 26 Umeå
                                          Fakturanummer:   55071
Till:                                     Fakturadatum:    2024-11-04
Björkens Café HB                          Förfallodatum:   2024-12-04
Kungsgatan 10                             Kundnummer:      204

Beskrivning                               Antal    Belopp
Kontorsstädning oktober                       4    3 200,00

Netto                                              3 200,00
Moms 25%                                             800,00
Att betala                                         4 000,00 SEK
"""
    return Known(
        document_of(text.encode(), "text/plain", "faktura.txt"),
        "Fjällvik Städ AB",
        "55071",
        "2024-11-04",
        "SEK",
        4000.00,
    )


def email_from_a_supplier() -> Known:
    mail = """From: "Copperline Hosting LLC" <billing@copperline.io>
To: accounts@harborfoods.com
Date: Tue, 02 Sep 2025 09:00:00 +0000
Subject: Your Copperline invoice CL-90021
Content-Type: text/plain; charset=utf-8

Hello Harbor Foods,

Invoice number: CL-90021
Invoice date: September 1, 2025
Payment due: September 15, 2025

Managed hosting, September      $180.00
Backup storage                   $20.00
Total                           $200.00

Copperline Hosting LLC, 40 Exchange Place, New York, NY 10005
"""
    return Known(
        document_of(mail.encode(), "message/rfc822", "mail.eml"),
        "Copperline Hosting LLC",
        "CL-90021",
        "2025-09-01",
        "USD",
        200.0,
    )


def portuguese_certified_number() -> Known:
    s = Sheet()
    s.at(40, 50, "Vinhos do Douro, Lda.", size=14, bold=True).at(
        40, 70, "Rua das Flores 10, 4050-262 Porto", "NIF 501234567"
    )
    s.at(340, 130, "Exmo.(s) Sr.(s)", "Garrafeira Central, S.A.", "Av. da Liberdade 1", "1250-139 Lisboa")
    s.at(40, 210, "Fatura n.º FT 2024/77", size=12, bold=True)
    s.pairs(40, 230, 110, ("Data de emissão", "30-06-2024"), ("Data de vencimento", "30-07-2024"))
    s.table(280, (40, 470), ("Designação", "Valor"), ("Vinho tinto reserva, 60 garrafas", "900,00"))
    s.sums(340, 520, 330, ("Total ilíquido", "900,00"), ("IVA 23%", "207,00"), ("Total a pagar", "1.107,00 €"))
    return Known(s.document(), "Vinhos do Douro, Lda.", "FT 2024/77", "2024-06-30", "EUR", 1107.00)
