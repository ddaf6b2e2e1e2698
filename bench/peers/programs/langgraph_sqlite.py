"""Ten LangGraph nodes in a row, each checkpointed to SQLite before the next."""

import asyncio
import os
import uuid
from typing import TypedDict

from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver
from langgraph.graph import END, START, StateGraph

from bench.peers.protocol import RESULT, STEPS, serve


class State(TypedDict, total=False):
    result: dict


async def step(state: State) -> State:
    return {"result": RESULT}


def graph() -> StateGraph:
    built = StateGraph(State)
    names = [f"s{n}" for n in range(STEPS)]
    for name in names:
        built.add_node(name, step)
    for source, target in zip([START, *names], [*names, END], strict=True):
        built.add_edge(source, target)
    return built


async def main() -> None:
    async with AsyncSqliteSaver.from_conn_string(f"{os.environ['BENCH_FOLDER']}/langgraph.db") as saver:
        app = graph().compile(checkpointer=saver)

        async def run() -> None:
            config = {"configurable": {"thread_id": str(uuid.uuid4())}}
            await app.ainvoke({"result": {}}, config, durability="sync")

        await serve(run)


asyncio.run(main())
