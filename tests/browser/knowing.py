"""A knowledge base with documents in it, for the screens that show one."""

import asyncio
from collections.abc import Mapping

from tests.browser.visitor import PATIENCE_MS, Visitor

_PATH = "/api/agents/v1/knowledge-bases"
_DOCUMENTS: Mapping[str, str] = {
    "travel-policy.md": (
        "# Travel\n\n## Hotels\n\nEmployees may spend up to 180 euros a night for a hotel in Paris. Rooms above that "
        "need the approval of a manager.\n\n## Trains\n\nJourneys of less than four hours are made by train."
    ),
    "holidays.txt": "Everybody has 30 days of paid holiday a year. Up to five may be carried over into March.",
    "suppliers.csv": "Supplier,City,Payment terms\nAtelier Conseil,Lyon,30 days\nNordwind Werke,Bremen,14 days\n",
    "scan-0117.pdf": "%PDF-1.7 damaged on its way",
}
_UPLOAD = """async ([path, name, text]) => {
  const json = { "content-type": "application/json" };
  const session = await (await fetch("/api/auth/v1/refresh", { method: "POST", headers: json })).json();
  const form = new FormData();
  form.append("file", new File([text], name));
  const headers = { authorization: `Bearer ${session.access_token}` };
  const answer = await fetch(path, { method: "POST", headers, body: form });
  return answer.json();
}"""


async def knowledge_of(visitor: Visitor) -> dict[str, str]:
    """Make it; answers the ids by which its screens are reached."""
    body = {"name": "Handbook", "description": "How we travel, rest and pay: what holds for everybody here."}
    base = (await visitor.call("POST", _PATH, body))["id"]
    made = {
        name: (await visitor.page.evaluate(_UPLOAD, [f"{_PATH}/{base}/documents", name, text]))["id"]
        for name, text in _DOCUMENTS.items()
    }
    async with asyncio.timeout(PATIENCE_MS / 1000):
        while (await visitor.call("GET", f"{_PATH}/{base}"))["documents"]["queued"]:
            await asyncio.sleep(0.2)
    return {"base": str(base), "document": str(made["travel-policy.md"])}
