"""FastAPI and aiohttp as one would write a pass-through by hand: no accounts, no limits, no prices, no records."""

import sys

import aiohttp
import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import Response, StreamingResponse

app = FastAPI()
sessions: list[aiohttp.ClientSession] = []


@app.post("/v1/chat/completions")
async def chat(request: Request) -> Response:
    if not sessions:
        sessions.append(aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)))
    body = await request.body()
    answer = await sessions[0].post(sys.argv[2], data=body, headers={"content-type": "application/json"})
    if b'"stream"' not in body:
        return Response(await answer.read(), answer.status, media_type="application/json")
    return StreamingResponse(answer.content.iter_any(), media_type="text/event-stream")


uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="warning", access_log=False)
