"""Large payloads stay out of Temporal's history: it has their SHA-256, the payload store has the bytes.

They are kept apart from the values that our tables refer to, in a folder of their own for each company, because they
must live as long as Temporal keeps the history, not as long as we keep the run.
"""

from collections.abc import Sequence

from temporalio.api.common.v1 import Payload
from temporalio.converter import PayloadCodec

from company_service.engine.payloads import LARGE, PayloadStore

COMPANY = "company"
_ENCODING, _REFERENCE, _DIGEST = "encoding", b"json/reference", "sha256"
_FOLDER = "temporal-"


class LargeApart(PayloadCodec):
    """Puts every payload from 32 KiB on into the payload store. Those that name no company are none of ours."""

    def __init__(self, payloads: PayloadStore) -> None:
        self._payloads = payloads

    async def encode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """Keep what is large; durable before Temporal hears of it."""
        return [await self._keep(each) for each in payloads]

    async def decode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """Bring back what was kept."""
        return [await self._bring(each) for each in payloads]

    async def _keep(self, payload: Payload) -> Payload:
        if len(payload.data) < LARGE or COMPANY not in payload.metadata:
            return payload
        company = payload.metadata[COMPANY]
        digest = await self._payloads.put(_FOLDER + company.decode(), payload.data)
        return Payload(metadata={_ENCODING: _REFERENCE, COMPANY: company, _DIGEST: digest.encode()})

    async def _bring(self, payload: Payload) -> Payload:
        if payload.metadata.get(_ENCODING) != _REFERENCE:
            return payload
        company = payload.metadata[COMPANY]
        data = await self._payloads.get(_FOLDER + company.decode(), payload.metadata[_DIGEST].decode())
        return Payload(metadata={_ENCODING: b"json/plain", COMPANY: company}, data=data)
