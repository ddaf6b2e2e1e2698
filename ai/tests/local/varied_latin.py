"""Invoices in layouts of many kinds, made up, with what stands on them."""

from typing import NamedTuple

from ai.tests.local.drawn import Sheet
from contracts.ai import Document


class Known(NamedTuple):
    """A document and its answers."""

    document: Document
    supplier: str
    number: str
    date: str
    currency: str
    total: float


def american_labels_above_values() -> Known:
    s = Sheet()
    s.at(40, 50, "Redwood Analytics", size=20, bold=True).at(40, 80, "812 Mission Street, San Francisco, CA 94103")
    s.at(40, 93, "billing@redwoodanalytics.com  |  (415) 555-0114").at(470, 55, "INVOICE", size=18)
    s.at(40, 140, "BILL TO", bold=True).at(40, 155, "Harbor Foods Inc.", "99 Pier Road", "Portland, OR 97209")
    s.table(220, (40, 150, 270, 390, 490), ("INVOICE #", "INVOICE DATE", "DUE DATE", "P.O. NUMBER", "TERMS"))
    s.table(233, (40, 150, 270, 390, 490), ("10453", "04/05/2025", "05/05/2025", "PO-77812", "Net 30"))
    s.table(280, (40, 330, 400, 500), ("Description", "Hours", "Rate", "Amount"))
    s.table(295, (40, 330, 400, 500), ("Dashboard development", "32", "150.00", "4,800.00"))
    s.table(308, (40, 330, 400, 500), ("Data migration", "10", "140.00", "1,400.00"))
    s.sums(390, 540, 350, ("Subtotal", "6,200.00"), ("Sales tax (8.5%)", "527.00"), ("Amount due", "$6,727.00"))
    s.at(40, 760, "Thank you for your business. Late payments carry a fee of $25.00.")
    return Known(s.document(), "Redwood Analytics", "10453", "2025-04-05", "USD", 6727.00)


def german_letter_with_info_block() -> Known:
    s = Sheet()
    s.at(60, 130, "Bergmann Elektrotechnik GmbH · Lindenstr. 12 · 50674 Köln", size=6)
    s.at(60, 150, "Stadtbäckerei Vogel KG", "Frau Sabine Vogel", "Marktplatz 3", "53111 Bonn")
    s.pairs(
        360,
        150,
        90,
        ("Rechnung Nr.:", "2024-0815"),
        ("Datum:", "03.04.2024"),
        ("Lieferdatum:", "28.03.2024"),
        ("Kunden-Nr.:", "10277"),
        ("Ihre Bestellung:", "B-5521"),
    )
    s.at(60, 280, "Rechnung", size=16, bold=True).at(60, 305, "Sehr geehrte Frau Vogel, wir berechnen Ihnen:")
    s.table(340, (60, 100, 380, 470), ("Pos", "Bezeichnung", "Menge", "Gesamt"))
    s.table(354, (60, 100, 380, 470), ("1", "Montage Unterverteilung", "8 Std.", "640,00 €"))
    s.table(368, (60, 100, 380, 470), ("2", "Material", "1", "360,00 €"))
    s.sums(
        340, 520, 410, ("Nettobetrag", "1.000,00 €"), ("zzgl. 19 % MwSt.", "190,00 €"), ("Gesamtbetrag", "1.190,00 €")
    )
    s.at(60, 480, "Bei Zahlung bis 13.04.2024 gewähren wir 2 % Skonto: 1.166,20 €. Zahlbar bis 03.05.2024 ohne Abzug.")
    s.at(60, 780, "Bergmann Elektrotechnik GmbH, Geschäftsführer: Jörg Bergmann, USt-IdNr. DE811234567", size=7)
    s.at(60, 792, "Sparkasse KölnBonn, IBAN DE12 3705 0198 0001 2345 67, BIC COLSDE33", size=7)
    return Known(s.document(), "Bergmann Elektrotechnik GmbH", "2024-0815", "2024-04-03", "EUR", 1190.00)


def french_with_blocks_side_by_side() -> Known:
    s = Sheet()
    s.at(40, 60, "Menuiserie Lefèvre SARL", size=14, bold=True).at(40, 80, "14 rue des Tanneurs", "44000 Nantes")
    s.at(320, 130, "Client :", bold=True).at(320, 145, "Hôtel du Parc SAS", "2 avenue Foch", "49000 Angers")
    s.at(40, 220, "FACTURE N° FA2024-0153", size=13, bold=True)
    s.at(
        40,
        240,
        "Date d'émission : 12/03/2024",
        "Date de livraison : 08/03/2024",
        "Échéance : 11/04/2024",
        "N° de commande : CMD-889",
    )
    s.table(310, (40, 300, 370, 470), ("Désignation", "Qté", "PU HT", "Total HT"))
    s.table(324, (40, 300, 370, 470), ("Porte en chêne massif", "2", "625,00 €", "1 250,00 €"))
    s.sums(350, 530, 370, ("Total HT", "1 250,00 €"), ("TVA 20 %", "250,00 €"), ("Net à payer", "1 500,00 €"))
    s.at(40, 760, "SARL au capital de 8 000 € - SIRET 423 456 789 00021 - RCS Nantes - TVA FR12423456789", size=7)
    return Known(s.document(), "Menuiserie Lefèvre SARL", "FA2024-0153", "2024-03-12", "EUR", 1500.00)


def dutch_supplier_at_the_right() -> Known:
    s = Sheet()
    s.at(380, 50, "Van Dijk Fietsen B.V.", "Oudegracht 201", "3511 NH Utrecht", "info@vandijkfietsen.nl")
    s.at(380, 110, "KvK 30123456", "BTW NL001234567B01", "IBAN NL91 ABNA 0417 1643 00")
    s.at(40, 140, "Gemeente Zeist", "t.a.v. crediteuren", "Postbus 513", "3700 AM Zeist")
    s.at(40, 220, "Factuur", size=18)
    s.pairs(
        40,
        250,
        110,
        ("Factuurnummer", "20240371"),
        ("Factuurdatum", "9 oktober 2024"),
        ("Vervaldatum", "8 november 2024"),
        ("Uw kenmerk", "ZST-2024-11"),
    )
    s.table(330, (40, 330, 400, 480), ("Omschrijving", "Aantal", "Prijs", "Bedrag"))
    s.table(344, (40, 330, 400, 480), ("Dienstfiets", "3", "€ 340,10", "€ 1.020,30"))
    s.sums(380, 540, 400, ("Totaal excl. btw", "€ 1.020,30"), ("Btw 21%", "€ 214,26"), ("Te betalen", "€ 1.234,56"))
    return Known(s.document(), "Van Dijk Fietsen B.V.", "20240371", "2024-10-09", "EUR", 1234.56)


def spanish_with_written_date() -> Known:
    s = Sheet()
    s.at(40, 60, "TALLERES IBÁÑEZ, S.L.", size=15, bold=True).at(
        40, 82, "C/ Mayor 44, 50001 Zaragoza", "CIF: B50123456"
    )
    s.at(340, 60, "Factura nº: A/2024/118", "Fecha: 15 de marzo de 2024", "Vencimiento: 14 de abril de 2024")
    s.at(40, 150, "Facturar a:", bold=True).at(40, 165, "Transportes Ebro, S.A.", "Polígono Malpica, 50016 Zaragoza")
    s.table(230, (40, 470), ("Concepto", "Importe"), ("Revisión completa furgoneta 4821-KLM", "700,00 €"))
    s.sums(360, 520, 290, ("Base imponible", "700,00 €"), ("IVA 21%", "147,00 €"), ("TOTAL", "847,00 €"))
    return Known(s.document(), "TALLERES IBÁÑEZ, S.L.", "A/2024/118", "2024-03-15", "EUR", 847.00)


def italian_number_and_date_in_one_line() -> Known:
    s = Sheet()
    s.at(40, 60, "Studio Bianchi S.r.l.", size=14).at(40, 80, "Via Garibaldi 8", "20121 Milano MI", "P.IVA 01234567890")
    s.at(330, 80, "Spett.le", "Officine Rossi S.p.A.", "Corso Francia 100", "10143 Torino TO")
    s.at(40, 170, "Fattura n. 45/2024 del 28/02/2024", size=12, bold=True)
    s.table(220, (40, 450), ("Descrizione", "Importo"), ("Consulenza fiscale, primo bimestre", "500,00"))
    s.sums(330, 500, 290, ("Totale imponibile", "€ 500,00"), ("IVA 22%", "€ 110,00"), ("Totale documento", "€ 610,00"))
    s.at(40, 380, "Pagamento: bonifico bancario 30 gg, scadenza 29/03/2024", "IBAN IT60X0542811101000000123456")
    return Known(s.document(), "Studio Bianchi S.r.l.", "45/2024", "2024-02-28", "EUR", 610.00)


def british_credit_note() -> Known:
    s = Sheet()
    s.at(40, 50, "CREDIT NOTE", size=20, bold=True)
    s.at(380, 50, "Northgate Stationers Ltd", "4 Mill Lane", "Leeds LS1 4AB", "VAT Reg No GB 123 4567 89")
    s.at(40, 120, "To:").at(40, 133, "Ashworth & Sons Ltd", "12 High Street", "York YO1 7HT")
    s.pairs(
        40,
        200,
        130,
        ("Credit note number:", "CN-2201"),
        ("Date:", "7th May 2024"),
        ("Original invoice:", "INV-1998"),
        ("Original invoice date:", "19 April 2024"),
    )
    s.table(280, (40, 470), ("Returned goods", "Amount"), ("Box of 50 lever arch files, damaged", "£100.00"))
    s.sums(370, 520, 330, ("Net", "£100.00"), ("VAT @ 20%", "£20.00"), ("Total credit", "£120.00"))
    return Known(s.document(), "Northgate Stationers Ltd", "CN-2201", "2024-05-07", "GBP", 120.00)


def swiss_date_after_the_place() -> Known:
    s = Sheet()
    s.at(40, 50, "ALPENBLICK TREUHAND AG", size=13).at(40, 68, "Bahnhofstrasse 5, 8001 Zürich, CHE-123.456.789 MWST")
    s.at(330, 130, "Käserei Huber GmbH", "Dorfstrasse 1", "9050 Appenzell")
    s.at(40, 200, "Zürich, 14. August 2024").at(40, 230, "Rechnung 100234", size=13, bold=True)
    s.table(270, (40, 470), ("Leistung", "CHF"), ("Jahresabschluss 2023", "1'142.00"))
    s.sums(350, 520, 320, ("Zwischentotal", "1'142.00"), ("MWST 8.1%", "92.50"), ("Total CHF", "1'234.50"))
    s.at(40, 420, "Zahlbar innert 30 Tagen. Referenz 21 00000 00003 13947 14300 09017")
    return Known(s.document(), "Alpenblick Treuhand AG", "100234", "2024-08-14", "CHF", 1234.50)
