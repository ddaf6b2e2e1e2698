"""The national ids that are known, by country: their form, and where there is a checksum, the module that checks it.

Sources: the modules of python-stdnum. The United Kingdom's insurance number has no checksum: its form must suffice.
"""

NATIONAL_IDS: dict[str, tuple[tuple[str, str], ...]] = {
    "AT": ((r"(?<!\d)\d{4} ?\d{6}(?!\d)", "vnr"),),
    "BE": ((r"(?<!\d)\d{2}\.?\d{2}\.?\d{2}[- ]?\d{3}[. ]?\d{2}(?!\d)", "nn"),),
    "CH": ((r"(?<!\d)756[. ]?\d{4}[. ]?\d{4}[. ]?\d{2}(?!\d)", "ssn"),),
    "DE": ((r"(?<!\d)[1-9]\d(?: ?\d{3}){3}(?!\d)", "idnr"),),
    "ES": ((r"\b\d{8}-?[A-Z]\b", "dni"), (r"\b[XYZ]-?\d{7}-?[A-Z]\b", "nie")),
    "FR": ((r"(?<!\d)[12] ?\d{2} ?\d{2} ?\d[\dAB] ?\d{3} ?\d{3} ?\d{2}(?!\d)", "nir"),),
    "GB": (
        (r"\b(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b", ""),
        (r"(?<!\d)\d{3} \d{3} \d{4}(?!\d)", "nhs"),
    ),
    "IT": ((r"\b[A-Z]{6}[\dLMNP-V]{2}[A-EHLMPRST][\dLMNP-V]{2}[A-Z][\dLMNP-V]{3}[A-Z]\b", "codicefiscale"),),
    "NL": ((r"(?<![\d-])\d{9}(?![\d-])", "bsn"),),
    "PL": ((r"(?<!\d)\d{11}(?!\d)", "pesel"),),
    "SE": ((r"(?<!\d)(?:\d{2})?\d{6}[-+]\d{4}(?!\d)", "personnummer"),),
    "US": ((r"(?<![\d-])\d{3}-\d{2}-\d{4}(?![\d-])", "ssn"),),
}
