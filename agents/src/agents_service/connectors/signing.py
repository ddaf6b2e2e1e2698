"""AWS Signature Version 4 for requests without a body to S3. Pure.

As in “Authenticating Requests: Using the Authorization Header (AWS Signature Version 4)” of the S3 API reference.
Signed here and sent through our own guarded client: an SDK would make its connections past the guard.
"""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime
from urllib.parse import quote

EMPTY = hashlib.sha256(b"").hexdigest()


def query_text(query: Mapping[str, str]) -> str:
    """A query as it is signed and sent."""
    return "&".join(f"{quote(name, safe='-_.~')}={quote(query[name], safe='-_.~')}" for name in sorted(query))


def path_text(path: str) -> str:
    """A path as it is signed and sent."""
    return quote(path, safe="/-_.~")


def signed(
    host: str, path: str, query: Mapping[str, str], *, region: str, access_key: str, secret_key: str, at: datetime,
    extra: Mapping[str, str] | None = None,
) -> dict[str, str]:  # fmt: skip
    """The headers of a GET. `path` and `query` are as people write them; `extra` headers are signed too."""
    stamp, day = at.strftime("%Y%m%dT%H%M%SZ"), at.strftime("%Y%m%d")
    headers = {"host": host, "x-amz-content-sha256": EMPTY, "x-amz-date": stamp, **(extra or {})}
    names = ";".join(sorted(headers))
    lines = "".join(f"{name}:{headers[name].strip()}\n" for name in sorted(headers))
    request = "\n".join(["GET", path_text(path), query_text(query), lines, names, EMPTY])
    scope = f"{day}/{region}/s3/aws4_request"
    text = "\n".join(["AWS4-HMAC-SHA256", stamp, scope, hashlib.sha256(request.encode()).hexdigest()])
    key = f"AWS4{secret_key}".encode()
    for part in (day, region, "s3", "aws4_request"):
        key = hmac.digest(key, part.encode(), "sha256")
    signature = hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
    credential = f"Credential={access_key}/{scope}, SignedHeaders={names}, Signature={signature}"
    return {**headers, "authorization": f"AWS4-HMAC-SHA256 {credential}"}
