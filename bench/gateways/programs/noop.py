"""A FastAPI route that answers at once and asks nobody: the floor of the framework."""

import sys

import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import Response

from bench.gateways.upstream import ANSWER

app = FastAPI()


@app.post("/v1/chat/completions")
async def chat(request: Request) -> Response:
    import orjson

    await request.json()
    return Response(orjson.dumps(ANSWER), media_type="application/json")


uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="warning", access_log=False)
