"""The forms of keys and tokens that vendors give out. Data only.

Source: the rules of gitleaks (MIT), those whose form alone is proof enough; each is looked for only where one of its
words stands in the text.
"""

SECRET_FORMS: tuple[tuple[tuple[str, ...], str], ...] = (
    (("-----begin",), r"-----BEGIN[ \w-]{0,99}PRIVATE KEY(?: BLOCK)?-----[\s\S]{16,16384}?-----END[ \w-]{0,99}-----"),
    (("sk-ant-",), r"\bsk-ant-[a-z0-9]{3,12}-[\w-]{20,120}"),
    (("sk-",), r"\bsk-(?:proj-|svcacct-|admin-|or-v1-)?[A-Za-z0-9_-]{20,200}"),
    (("akia", "asia", "abia", "acca"), r"\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}\b"),
    (
        ("aws_secret", "secretaccesskey", "secret_access_key"),
        r"(?i:aws_?secret_?(?:access_?)?key|secretaccesskey)[\"'\s:=]{1,8}[A-Za-z0-9/+=]{40}\b",
    ),
    (("ghp_", "gho_", "ghu_", "ghs_", "ghr_"), r"\bgh[pousr]_[A-Za-z0-9]{36,255}\b"),
    (("github_pat_",), r"\bgithub_pat_\w{82}\b"),
    (("glpat-", "gldt-", "glrt-"), r"\bgl(?:pat|dt|rt)-[\w-]{20,64}"),
    (("xoxb", "xoxp", "xoxa", "xoxr", "xoxs", "xapp-"), r"\b(?:xox[abprs]|xapp)-[A-Za-z0-9-]{10,200}"),
    (("hooks.slack.com",), r"https://hooks\.slack\.com/(?:services|workflows|triggers)/[A-Za-z0-9+/]{40,60}"),
    (("aiza",), r"\bAIza[\w-]{35}(?![\w-])"),
    (("ya29.",), r"\bya29\.[\w-]{20,400}"),
    (("_live_", "_test_", "_prod_"), r"\b(?:sk|rk|whsec)_(?:live|test|prod)_[A-Za-z0-9]{10,120}\b"),
    (("sg.",), r"\bSG\.[\w-]{16,32}\.[\w-]{32,64}(?![\w-])"),
    (("npm_",), r"\bnpm_[A-Za-z0-9]{36}\b"),
    (("pypi-",), r"\bpypi-AgEIcHlwaS5vcmc[\w-]{50,1000}"),
    (("hf_",), r"\bhf_[A-Za-z0-9]{34,40}\b"),
    (("dop_v1_", "doo_v1_"), r"\bdo[op]_v1_[a-f0-9]{64}\b"),
    (("shpat_", "shpss_", "shppa_"), r"\bshp(?:at|ss|pa)_[a-fA-F0-9]{32}\b"),
    (("hvs.", "hvb."), r"\bhv[sb]\.[\w-]{24,200}"),
    (("accountkey=",), r"(?i:accountkey=)[A-Za-z0-9+/]{86}=="),
    (("eyj",), r"\beyJ[\w-]{14,}\.eyJ[\w-]{14,}\.[\w-]{10,}"),
    (("bearer",), r"(?i:\bbearer)\s+[\w.~+/-]{20,400}={0,2}"),
    (("://",), r"(?<=://)[^\s/:@\"']{1,64}:[^\s/:@\"']{3,128}(?=@)"),
    (
        ("password", "passwort", "kennwort", "passwd", "api_key", "apikey", "api-key", "client_secret", "secret_key"),
        r"(?i:password|passwort|kennwort|passwd|api[_-]?key|client_secret|secret_key)[\"']?\s{0,3}[:=]\s{0,3}[\"']?[^\s\"',;]{6,200}",
    ),
)  # fmt: skip
"""Words in small letters, and the form."""
