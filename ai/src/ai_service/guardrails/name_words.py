"""The words by which names of people are known, and those by which they are not."""

LOCALES = ("cs", "da", "de", "en", "es", "fi", "fr", "hr", "hu", "is", "it", "nl", "no", "pl", "pt", "sv", "tr")
"""Whose lists of given names and surnames are read."""


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


TITLES = _set(
    "mr mrs ms miss mx sir madam dr prof professor herr herrn frau hr fr dipl ing mag monsieur madame mme mlle "
    "maître señor señora señorita sr sra srta don doña signor signora signore sig dott dottor avv meneer mevrouw "
    "mevr dhr pan pani pana panu panią herre fru fröken senhor senhora bay bayan"
)
SMALL_TITLES = _set("monsieur madame señor señora señorita signor signora doña meneer mevrouw")
"""Those that are written in small letters, too."""
GREETINGS = _set(
    "dear hi hello hey liebe lieber hallo servus moin grüezi bonjour bonsoir salut cher chère hola querido querida "
    "estimado estimada ciao caro cara gentile buongiorno beste hoi cześć drogi droga kära hej olá caro merhaba "
    "sayın"
)
PARTICLES = _set("von van de der den del della di da dos das du la le el al ten ter zu zum zur af av y e bin ibn")
CLOSINGS = (
    "(?:with )?(?:best|kind|warm|many) (?:regards|wishes|thanks)|regards|sincerely(?: yours)?|"
    "yours (?:sincerely|truly|faithfully)|cheers|best|thanks(?: again| a lot)?|thank you|"
    "mit (?:freundlichen|besten|lieben|herzlichen) gr[üu](?:ß|ss)en|"
    "(?:freundliche|viele|beste|liebe|herzliche|schöne) gr[üu](?:ß|ss)e|mfg|lg|vg|danke|vielen dank|"
    "hochachtungsvoll|(?:bien )?cordialement|bien à vous|saludos(?: cordiales)?|atentamente|un saludo|"
    "cordiali saluti|distinti saluti|saluti|met vriendelijke groet(?:en)?|groeten|z poważaniem|pozdrawiam|"
    "med vänliga hälsningar|atenciosamente|saygılarımla"
)
LABELS = (
    "(?:full |first and last )?name|contact(?: person)?|attn|attention|approved by|signed(?: by)?|prepared by|"
    "requested by|employee|applicant|patient|author|manager|owner|from|to|cc|(?:vor- und )?nach ?name|"
    "ansprechpartner(?:in)?|kontakt|mitarbeiter(?:in)?|bewerber(?:in)?|sachbearbeiter(?:in)?|patient(?:in)?|"
    "unterzeichner(?:in)?|verfasser(?:in)?|z\\. ?hd\\.|zu händen|von|an|nom|prénom et nom|nombre|nome|naam|"
    "imię i nazwisko"
)
NO_NAMES = _set(
    # weekdays, months, and how letters begin: capitalised, and never somebody's name
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
    "september october november december montag dienstag mittwoch donnerstag freitag samstag sonntag januar februar "
    "märz mai juni juli oktober dezember i the a an and or but if we you he she it they this that these those there "
    "please your our my his her its in on at by for from to with of as is are was were has have had not no yes ich "
    "du er sie es wir ihr der die das ein eine und oder aber wenn bitte im am zum zur mit von für auf bei aus nicht "
    "ja nein ist sind war hat haben ihre ihren unser unsere le la les un une el los il lo gli team support service "
    "kundenservice serviceteam customer customers client clients user users sir madam all everyone everybody damen "
    "herren kunde kundin kunden kollegen kolleginnen zusammen department abteilung office büro accounts account "
    "payable billing sales vertrieb buchhaltung finance marketing purchasing einkauf hr it ceo cfo management "
    "administrator admin order invoice rechnung subject betreff date datum total net tax vat iban phone telefon fax "
    "email mail re aw fwd wg ps cc"
)
NO_PERSONS = _set(
    "gmbh ag kg ohg gbr ug se ev eg mbh ltd limited inc llc llp plc corp co company group holding partners sarl sas "
    "sa srl spa bv nv ab oy aps as sp zoo kft sro verlag werke stiftung foundation university universität institute "
    "institut school schule college academy street road avenue lane drive square str straße strasse platz weg allee "
    "gasse ufer park garden gardens airport hospital klinik award prize preis hotel bank museum library monitor "
    "science museum cup day center centre church kirche city county bridge islands services solutions systems "
    "software consulting associates brothers sons news times post shop store bar café restaurant team support"
)
STREETS = ("straße", "strasse", "str", "weg", "platz", "allee", "gasse", "ring", "gmbh")
COMMON = _set(
    # given names that are other words as well: they count where something else says so too
    "will mark may april june august rose grace hope faith joy summer autumn dawn art bill frank grant chase jordan "
    "israel chelsea paris virginia georgia carolina dallas houston austin lincoln jackson madison florence sydney "
    "victoria brooklyn london asia india china kenya london ernst wolf rainer kai urs star amber ruby pearl jade "
    "iris ivy lily violet daisy olive sage basil rusty rich guy drew jack jean pat dean earl duke king prince major "
    "christian dominic trinity charity patience prudence reed cliff dale glen heath rocky sandy stone forest river "
    "lake sky storm page penny crystal diamond angel gene max roman ford lance miles norm ray rob sue nick don "
    "mercedes tesla martin luther oracle model windows santa san los new de la del van von der den le al el lo da "
    "di an so he my in on"
)
