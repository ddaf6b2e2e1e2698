"""Papers of many trades, made up, with their answers: craftsmen, movers, caterers, public fees."""

from ai.tests.local.drawn import Sheet, document_of
from ai.tests.local.varied_latin import Known


def subscription_paid_in_full() -> Known:
    s = Sheet()
    s.at(40, 40, "INVOICE", size=20).at(
        40, 70, "Nimbus DNS, Inc.", "2261 Market Street #4022", "San Francisco, CA 94114", "support@nimbusdns.com"
    )
    s.at(300, 70, "Invoice ID: inv_9Xk21Ab", "Paid on: 2024-06-01", "Invoice date: 2024-05-31")
    s.at(300, 130, "Billed To", "Fjord AS", "Bergen, Norway")
    s.table(
        220,
        (40, 260, 380, 480),
        ("Subscription", "Start", "End", "Amount"),
        ("Pro plan", "2024-06-01", "2025-05-31", "US$ 120.00"),
    )
    s.sums(380, 540, 270, ("Amount paid", "US$ 120.00"), ("Balance", "US$ 0.00"))
    return Known(s.document(), "Nimbus DNS, Inc.", "inv_9Xk21Ab", "2024-05-31", "USD", 120.0)


def french_craftsman_with_a_quote_number() -> Known:
    s = Sheet()
    s.at(40, 40, "PEINTURE DUVAL", size=15, bold=True).at(
        40, 60, "Artisan peintre", "3 rue des Lilas, 35000 Rennes", "Tél. 02 99 00 00 00", "SIRET 812 345 678 00013"
    )
    s.at(330, 110, "M. et Mme Kerbrat", "18 allée des Pins", "35200 Rennes")
    s.at(40, 190, "Facture n° : 2024-087", bold=True).at(
        40, 205, "Rennes, le 17 octobre 2024", "Devis n° 2024-061 du 02/09/2024"
    )
    s.table(
        260,
        (40, 330, 400, 480),
        ("Désignation", "Surface", "PU", "Montant"),
        ("Ravalement façade sud", "62 m²", "38,00", "2 356,00"),
        ("Peinture volets", "1", "420,00", "420,00"),
    )
    s.sums(
        350,
        530,
        320,
        ("Total H.T.", "2 776,00 €"),
        ("T.V.A. 10 %", "277,60 €"),
        ("Total T.T.C.", "3 053,60 €"),
        ("Acompte versé", "1 000,00 €"),
    )
    return Known(s.document(), "PEINTURE DUVAL", "2024-087", "2024-10-17", "EUR", 3053.60)


def german_public_fees() -> Known:
    s = Sheet()
    s.right(550, 40, "Stadtreinigung Aue AöR", "Am Werk 2", "06108 Aue")
    s.at(40, 110, "Wohnungsbau Süd eG", "Ludwigstr. 9", "06110 Aue")
    s.at(40, 200, "Gebührenrechnung", size=13, bold=True)
    s.pairs(
        40,
        225,
        140,
        ("Rechnungs-Nummer", "SR/24/118820"),
        ("Vertragskonto", "600 122 818"),
        ("Datum", "22.11.2024"),
        ("Fällig am", "06.12.2024"),
    )
    s.sums(
        40,
        430,
        310,
        ("Restabfall 1.100 l, 4 Leerungen", "212,40"),
        ("Bioabfall 240 l", "48,10"),
        ("Bruttobetrag in EUR", "260,50"),
    )
    s.at(40, 390, "Bitte überweisen Sie 260,50 EUR auf das Konto DE02 1203 0000 0000 2020 51.")
    return Known(s.document(), "Stadtreinigung Aue AöR", "SR/24/118820", "2024-11-22", "EUR", 260.50)


def italian_document_row() -> Known:
    s = Sheet()
    s.at(40, 50, "Rossi Traslochi S.n.c.", size=13, bold=True).at(40, 68, "di Rossi Mario & C. - P.IVA IT02345678901")
    s.table(
        110,
        (40, 160, 260, 380),
        ("Tipo documento", "Numero", "Data", "Codice cliente"),
        ("Fattura immediata", "318/A", "11/07/2024", "00451"),
    )
    s.at(330, 160, "Destinatario", "Bar Centrale di Verdi L.", "Piazza Duomo 1, 43121 Parma")
    s.table(
        230,
        (40, 360, 460),
        ("Descrizione", "Q.tà", "Importo"),
        ("Trasporto arredi", "1", "1.200,00"),
        ("Imballaggi", "30", "90,00"),
    )
    s.sums(330, 520, 300, ("Imponibile", "1.290,00"), ("IVA 22%", "283,80"), ("Totale a pagare EUR", "1.573,80"))
    return Known(s.document(), "Rossi Traslochi S.n.c.", "318/A", "2024-07-11", "EUR", 1573.80)


def receipt_as_text() -> Known:
    text = """Subject: Receipt

NORTH LOOP COWORKING
Receipt from North Loop Coworking LLC

Receipt number    2204-8819
Invoice number    NLC-000312
Date paid         Sep 12, 2024
Payment method    Mastercard - 0099

Hot desk, September   $220.00
Meeting room x 2       $60.00
Discount              -$28.00
Total                 $252.00
Amount paid           $252.00
"""
    return Known(
        document_of(text.encode(), "text/plain", "r.txt"),
        "North Loop Coworking LLC",
        "NLC-000312",
        "2024-09-12",
        "USD",
        252.0,
    )


def british_professional_services() -> Known:
    s = Sheet()
    s.at(40, 40, "Kestrel Engineering Consultants LLP", size=13).at(40, 58, "40 Basinghall Street, London EC2V 5DE").at(
        40, 90, "Our ref: KE/1182", "Your PO: 4500081723"
    )
    s.at(400, 90, "VAT INVOICE", bold=True).at(400, 105, "No. 5518", "Tax point: 30.09.2024")
    s.at(40, 150, "Thames Water Utilities Ltd", "Accounts Payable", "Swindon SN38 1TU")
    s.table(
        230,
        (40, 300, 380, 480),
        ("Professional services to 27/09/2024", "Hours", "Rate", "£"),
        ("Principal engineer", "24.5", "110.00", "2,695.00"),
        ("Technician", "12", "62.50", "750.00"),
    )
    s.sums(
        380,
        540,
        300,
        ("Total excluding VAT", "3,445.00"),
        ("VAT at 20%", "689.00"),
        ("Total including VAT", "4,134.00"),
    )
    return Known(s.document(), "Kestrel Engineering Consultants LLP", "5518", "2024-09-30", "GBP", 4134.0)


def german_shop_with_a_deposit() -> Known:
    s = Sheet()
    s.at(40, 50, "Möbelhaus Kranz & Söhne KG", size=12, bold=True)
    s.at(40, 70, "Lieferschein-Nr. 99120 / Rechnung-Nr. 240-7781 / Datum 05.06.2024")
    s.at(40, 110, "An", "Frau Dr. Lena Holm", "Seestr. 8", "23552 Lübeck")
    s.table(
        190,
        (40, 330, 400, 480),
        ("Artikel", "Stk", "Preis", "Summe"),
        ("Esstisch Eiche 200 cm", "1", "1.249,00", "1.249,00"),
        ("Stuhl Eiche", "6", "189,00", "1.134,00"),
        ("Rabatt 5 %", "", "", "-119,15"),
    )
    s.sums(
        330,
        530,
        270,
        ("Summe", "2.263,85"),
        ("darin enthalten 19 % MwSt", "361,46"),
        ("Anzahlung vom 02.05.2024", "-500,00"),
        ("Restbetrag", "1.763,85"),
    )
    s.at(40, 350, "Alle Beträge in EUR. Rechnungsbetrag: 2.263,85 EUR")
    return Known(s.document(), "Möbelhaus Kranz & Söhne KG", "240-7781", "2024-06-05", "EUR", 2263.85)


def singapore_dollars() -> Known:
    s = Sheet()
    s.at(200, 40, "TAX INVOICE", bold=True, size=14)
    s.at(40, 70, "Merlion Catering Pte. Ltd.", "GST Reg No: 201812345K", "71 Ayer Rajah Crescent, Singapore 139951")
    s.pairs(350, 70, 80, ("Invoice No.", "MC24-1190"), ("Date", "3 December 2024"), ("Terms", "14 days"))
    s.at(40, 130, "Attn: Harbourfront Labs Pte. Ltd.")
    s.table(180, (40, 330, 400, 480), ("Item", "Pax", "Price", "Amount"), ("Lunch buffet", "45", "18.50", "832.50"))
    s.sums(350, 540, 230, ("Subtotal", "S$832.50"), ("GST 9%", "S$74.93"), ("Total payable", "S$907.43"))
    return Known(s.document(), "Merlion Catering Pte. Ltd.", "MC24-1190", "2024-12-03", "SGD", 907.43)
