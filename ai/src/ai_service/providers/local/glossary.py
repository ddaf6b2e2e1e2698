"""English words for the commonest words of business in other languages: the packaged sentence model knows English best.

Data and one pure function. A word is known by how it begins, so that compounds and endings need no entry of their own.
"""

import re
from functools import cache

from ai_service.providers.local.reading.dates import plain

_WORDS = """
strom electricity|electricite electricity|electricid electricity|elettric electricity|stroom electricity|erdgas gas
heizung heating|chauffage heating|verwarming heating|wasser water|abwasser sewage|miete rent|loyer rent|huur rent
alquiler rent|affitto rent|reinigung cleaning|nettoyage cleaning|schoonmaak cleaning|limpieza cleaning|pulizi cleaning
wartung maintenance|entretien maintenance|onderhoud maintenance|mantenimiento maintenance|manutenzione maintenance
gebaud building|batiment building|gebouw building|edificio building|stadtwerke utilities electricity gas water
papier paper|carta paper|papel paper|kopierpapier copy paper|stift pen|stylo pen|kugelschreiber pen|ordner binder
umschlag envelope|enveloppe envelope|toner printer toner|drucker printer|imprimante printer|patrone cartridge
schreibwaren stationery|fournitures supplies|burobedarf office supplies|buro office|bureau office|kantoor office
oficina office|ufficio office|schreibtisch desk|stuhl chair|chaise chair|stoel chair|silla chair|sedia chair
mobel furniture|meuble furniture|meubel furniture|mueble furniture|mobili furniture|lampe lamp|bildschirm monitor
rechner computer|ordinateur computer|ordenador computer|laptop laptop|tastatur keyboard|kopfhorer headphones
beratung consulting|conseil consulting|advies consulting|consulenza consulting|consultoria consulting
honorar fees|honoraires fees|steuerberat tax advice|rechtsanwalt lawyer|avocat lawyer|advocaat lawyer|abogado lawyer
schulung training|formation training|opleiding training|formacion training|ubersetzung translation
buchhaltung bookkeeping|comptab accounting|boekhoud accounting|contab accounting|werbung advertising|publicite advert
ubernachtung overnight stay hotel|nuitee hotel night|chambre hotel room|zimmer hotel room|petit-dejeuner breakfast
fruhstuck breakfast|flug flight|bahn train|zug train|fahrkarte train ticket|billet ticket|reise travel|voyage travel
viaje travel|viaggio travel|reis travel|taxi taxi|mietwagen rental car|sejour stay|verblijf stay|alojamiento lodging
telefon telephone|telefoon telephone|mobilfunk mobile phone|forfait subscription plan|abonnement subscription
internet internet|fibre fibre internet|glasfaser fibre internet|domain web domain|lizenz software licence
licence software licence|licentie software licence|speicher storage|rechenzentrum data centre|hebergement web hosting
server server|wolke cloud|daten data|donnees data|gegevens data|versand shipping|livraison delivery|lieferung delivery
levering delivery|entrega delivery|consegna delivery|fracht freight|transport transport freight|spedition freight
rohstoff raw material|stahl steel|acier steel|staal steel|holz wood|bois wood|verpackung packaging|emballage packaging
ersatzteil spare part|piece spare part|ware goods|marchandise goods|goederen goods|mercancia goods|merci goods
rechnung invoice|facture invoice|factuur invoice|factura invoice|fattura invoice|mahnung payment reminder
beschwerde complaint|reclamation complaint|klacht complaint|queja complaint|reclamo complaint|angebot offer quote
devis quote|offerte quote|presupuesto quote|preventivo quote|bestellung order|commande order|bestelling order
pedido order|ordine order|kundigung cancellation notice|resiliation cancellation|opzegging cancellation
vertrag contract|contrat contract|contrato contract|contratto contract|bewerbung job application
candidature job application|sollicitatie job application|lebenslauf curriculum vitae|urlaub holiday leave
conge holiday leave|krank sick|malad sick|ziek sick|storung fault outage|panne breakdown|defekt broken|kaputt broken
fehler error|erreur error|fout error|passwort password|mot de passe password|wachtwoord password|contrasena password
anmeld log in|konto account|compte account|rekening account|cuenta account|versicherung insurance|assurance insurance
verzekering insurance|seguro insurance|assicurazione insurance|bezahl payment|paiement payment|betaling payment
pago payment|pagamento payment|ruckerstattung refund|remboursement refund|terugbetaling refund|reembolso refund
"""
_SHORTEST = 4


@cache
def _entries() -> dict[str, str]:
    pairs = (entry.strip().split(" ", 1) for line in _WORDS.strip().splitlines() for entry in line.split("|"))
    return {word: english for word, english in pairs if len(word) >= _SHORTEST}


def with_english(text: str) -> str:
    """The text, followed by English words for those of it that are known."""
    known = _entries()
    found: dict[str, None] = {}
    for word in re.findall(r"[a-z-]{4,}", plain(text)):
        for length in range(len(word), _SHORTEST - 1, -1):
            english = known.get(word[:length])
            if english:
                if english != word:
                    found[english] = None
                break
    return f"{text} ({', '.join(found)})" if found else text
