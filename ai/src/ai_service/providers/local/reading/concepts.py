"""What the fields of business documents are called, in several languages, and what is easily taken for them. Data and
pure look-ups; weights say how sure a name is."""

import re
from functools import lru_cache
from typing import NamedTuple

from ai_service.providers.local.reading.dates import plain


class Name(NamedTuple):
    """A name a field goes by; `weight` 1 is as good as certain."""

    text: str
    weight: float


def _names(**by_weight: str) -> tuple[Name, ...]:
    weights = {"sure": 1.0, "likely": 0.75, "maybe": 0.45, "last": 0.2}
    return tuple(
        Name(plain(text.strip()), weights[level]) for level, texts in by_weight.items() for text in texts.split("|")
    )


NAMES: dict[str, tuple[Name, ...]] = {
    "number": _names(
        sure="invoice number|invoice no|invoice nr|invoice #|invoice id|inv no|inv #|facture n°|facture no|facture nº|"
        "n° de facture|nº de facture|no de facture|numero de facture|n° facture|facture numero|rechnungsnummer|"
        "rechnungsnr|rechnungs-nr|rechnungs-nummer|"
        "rechnung-nummer|rechnung nr|rechnung-nr|rechnungs nr|belegnummer|factuurnummer|factuurnr|"
        "factuur nr|factuur nummer|numero de factura|factura n|factura nº|n.º de factura|nº factura|numero fattura|"
        "fattura n|fattura nr|n. fattura|fatura n|numero da fatura|faktura nr|numer faktury|fakturanummer|fakturanr|"
        "tax invoice no|bill number|bill no|invoice reference|credit note number|credit note no|gutschriftsnummer",
        likely="invoice|rechnung|facture|factuur|factura|fattura|faktura|document number|document no|beleg-nr|beleg nr|"
        "receipt number|receipt no|receipt #|check #|ticket #|note d'honoraires|honorarnote|"
        "honorarrechnung|documento n|credit note|gutschrift|avoir n°|statement number",
        maybe="booking id|reference number|booking number|receipt|quittung|ticket number|confirmation number",
        last="reference|ref|our ref|notre ref|unsere referenz|order id|order number|n°|no.",
    ),
    "date": _names(
        sure="invoice date|date of invoice|date facture|date de facture|date de la facture|date de facturation|"
        "rechnungsdatum|factuurdatum|fecha de factura|fecha factura|data fattura|data da fatura|fakturadatum|"
        "data wystawienia|date of issue|issue date|date d'emission|fecha de emision|data emissione|ausstellungsdatum|"
        "belegdatum|bill date|tax date|date issued|issued on|issued|rechnung vom|facture du|credit note date",
        likely="date|datum|fecha|data|statement date|receipt date|le",
        maybe="tax point|leistungsdatum|vom|du",
    ),
    "due_date": _names(
        sure="due date|payment due|due|date d'echeance|echeance|date limite|a payer avant|fallig|faelligkeit|"
        "falligkeitsdatum|zahlbar bis|vervaldatum|betalen voor|fecha de vencimiento|vencimiento|scadenza|forfallsdatum",
    ),
    "order_date": _names(
        sure="order date|date of order|orderdatum|bestelldatum|auftragsdatum|date de commande|besteldatum|"
        "fecha de pedido|data ordine|data do pedido|date ordered|ordered on",
    ),
    "delivery_date": _names(
        sure="delivery date|date of delivery|lieferdatum|liefertermin|leistungsdatum|ship date|shipping date|"
        "shipped on|"
        "date de livraison|leverdatum|fecha de entrega|data di consegna|consegna|data de entrega|delivered on|"
        "lieferung vom|date of supply|service date",
    ),
    "other_date": _names(
        sure="leistungszeitraum|check in|check out|period|periode|zeitraum|valid until|print date|druckdatum|"
        "prelevement|date of birth|expiry|relevé|next bill|prochaine facture|abgebucht|original invoice date",
    ),
    "total": _names(
        sure="grand total|total amount due|amount due|total due|balance due|invoice total|total payable|amount payable|"
        "total to pay|total including vat|total incl|total inc vat|total amount|total gross|gross total|gross amount|"
        "total for this invoice|somme a payer|net a payer|total ttc|montant ttc|total a payer|montant total|"
        "montant a payer|total facture|gesamtbetrag|gesamtsumme|rechnungsbetrag|zahlbetrag|endbetrag|bruttobetrag|"
        "brutto|zu zahlen|zu zahlender betrag|gesamt brutto|totaalbedrag|te betalen|totaal te betalen|totaal incl|"
        "importe total|total a pagar|total factura|totale fattura|totale documento|totale da pagare|totale dovuto|"
        "valor total|do zaplaty|razem|att betala|summa att betala|a betale|at betale|belop a betale|"
        "til betaling|maksettava|yhteensa|celkem|k uhrade|fizetendo|"
        "total eur|total usd|total gbp|total chf|please pay|pay this amount|"
        "credit total|total credit|gutschriftsbetrag",
        likely="total|totaal|totale|gesamt|summe|suma|amount|betrag|montant|importe|importo|bedrag|total charges",
        maybe="balance|paid|amount paid|montant du prelevement|saldo|charges",
    ),
    "net": _names(
        sure="subtotal|sub total|sub-total|zwischensumme|sous-total|sous total|subtotaal|total ht|montant ht|"
        "total hors|net total|total net|nettobetrag|netto|summe netto|net amount|total excl|excl|"
        "total before tax|base imponible|imponibile|taxable|exclusief btw|hors taxe|hors taxes|"
        "amount before tax|gesamt netto",
    ),
    "tax": _names(
        sure="vat|tax|sales tax|gst|igst|cgst|sgst|hst|mwst|ust|mehrwertsteuer|umsatzsteuer|tva|montant tva|btw|iva|"
        "total tax|tax total|total vat|total tva|steuer|moms|dph|total iva",
    ),
    "supplier": _names(
        sure="sold by|seller|invoice from|exporter|sprzedawca|myyja|salgsted|"
        "supplier|vendor|from|issued by|service provider|lieferant|verkaufer|vendeur|fournisseur|"
        "emetteur|leverancier|verkoper|proveedor|vendedor|fornitore|billed by|payable to|in favor of|remit to|"
        "rechnungssteller|absender|prestataire",
    ),
    "customer": _names(
        sure="bill to|billed to|nabywca|consignee|kopare|koper|"
        "ship to|sold to|invoice to|billing address|shipping address|delivery address|customer|"
        "client|attn|rechnungsadresse|rechnungsempfanger|lieferadresse|lieferanschrift|kunde|empfanger|an|"
        "rechnung an|adresse de facturation|adresse de livraison|facture a|factureadres|factuuradres|afleveradres|"
        "klant|cliente|facturar a|destinatario|intestatario|guest name|buyer|recipient|bill to address|"
        "to|kaufer|acheteur|nom de l’abonne|nom de l'abonne|destinataire|livre a",
    ),
    "order_number": _names(
        sure="order number|order no|order id|order #|order nr|ordernummer|bestellnummer|bestell-nr|bestellung|"
        "auftragsnummer|auftrags-nr|n° de commande|no de commande|numero de commande|commande n°|po number|p.o. number|"
        "p.o. no|po no|po #|purchase order|your order|ihre bestellung|buyer's order no|numero de pedido|pedido n|"
        "numero ordine|ordine n|bestelnummer|order reference|sales order",
        likely="order|pedido|commande|ordine|auftrag|po",
    ),
    "customer_number": _names(
        sure="customer number|customer no|customer id|customer #|client number|client id|client no|account number|"
        "account no|account id|kundennummer|kundennr|kunden-nr|kunden nr|kundenr|n° client|n° de client|"
        "numero client|numero de client|id.client|id client|klantnummer|klantnr|numero de cliente|n. cliente|"
        "codice cliente|kundnummer|numero cliente|debitorennummer|debitoren-nr|debiteurnummer",
        likely="account|customer|kunde|client|klant",
    ),
    "vat_id": _names(
        sure="vat number|vat no|vat id|vat reg no|vat registration|vat reg|ust-id|ustid|ust-idnr|ust-id-nr|"
        "umsatzsteuer-id|umsatzsteuer-identifikationsnummer|n° de tva|n° tva|tva intracommunautaire|"
        "numero de tva|btw nummer|btw-nummer|btw-nr|btw nr|btw|partita iva|p.iva|p. iva|nif|cif|nip|gstin|abn|ein|"
        "tax id|tva|vat/tin",
    ),
    "iban": _names(sure="iban|account|konto|compte|rekening|bank account"),
    "other_number": _names(
        sure="your reference|steuernummer|steuer-nr|bic|swift|phone|tel|telephone|fax|siret|siren|rcs|kvk|"
        "registration|lieferschein|delivery note|tracking|contract no|vertragsnummer|serial|ean|isbn|cin|tin|ifsc|"
        "contract|page|seite|kto-nr|blz|project|projekt|original invoice|billing id|l/c no",
    ),
}

_ANY = {
    concept: re.compile(
        r"(?<![a-z0-9])(?:" + "|".join(re.escape(name.text) for name in sorted(names, key=lambda n: -len(n.text))) + ")"
    )
    for concept, names in NAMES.items()
}


@lru_cache(maxsize=20_000)
def weigh(text: str, concept: str) -> tuple[float, int]:
    """How surely a text is (or begins or ends with) a name of this field, and how many characters of it the name is."""
    folded = _folded(text)
    best, length = 0.0, 0
    if not _ANY[concept].search(folded):
        return best, length
    for name in NAMES[concept]:
        weight = _matched(folded, name)
        if weight > best or (weight == best and len(name.text) > length):
            best, length = weight, len(name.text)
    return best, length


@lru_cache(maxsize=20_000)
def _folded(text: str) -> str:
    return re.sub(r"\s+", " ", plain(text)).strip(" :.*")


def _matched(folded: str, name: Name) -> float:
    if folded == name.text:
        return name.weight
    at = folded.find(name.text)
    if at < 0:
        return 0.0
    before = folded[at - 1 : at]
    after = folded[at + len(name.text) : at + len(name.text) + 1]
    if before.isalnum() or (after.isalpha() and name.text[-1:].isalpha()):
        return 0.0
    if at == 0:
        return name.weight * 0.95
    return name.weight * (0.75 if len(name.text) > 4 else 0.4)
