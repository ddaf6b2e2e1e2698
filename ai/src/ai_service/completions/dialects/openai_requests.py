"""Requests in OpenAI's dialect: what they ask for, and how to say it to a vendor that speaks another.

Source: the chat completions and embeddings of OpenAI's API reference, as its Python client 3.54 sends them.
"""

import re
from collections.abc import Mapping
from typing import Any

from ai_service.completions.dialects.reading import (
    a_list,
    a_text,
    an_object,
    arguments_of,
    built,
    objects,
    refused,
)
from contracts.ai import ChatMessage, ChatRequest, Image, OnBehalfOf

_DATA_URL = re.compile(r"data:(image/[a-z]+);base64,(.+)", re.DOTALL)
_ROLES = {"system": "system", "developer": "system", "user": "user", "assistant": "assistant", "tool": "tool"}
_EFFORTS = {"none": None, "minimal": "low", "low": "low", "medium": "medium", "high": "high", "xhigh": "high"}
_UNTRANSLATABLE = ("logprobs", "logit_bias", "functions", "audio", "prediction", "web_search_options")
_HARMLESS = {"presence_penalty": 0, "frequency_penalty": 0, "n": 1}


def chat_request(body: Mapping[str, Any], on_behalf_of: OnBehalfOf) -> ChatRequest:
    """The request in the words of the hub. Raises `InvalidRequest` for what only OpenAI's own format can say."""
    _refuse_untranslatable(body)
    if not body.get("messages"):
        raise refused("/messages", "There must be at least one message.")
    stop = body.get("stop")
    values = {
        "messages": [_message(each, at) for at, each in objects(body.get("messages"), "/messages")],
        "tools": [_tool(each, at) for at, each in objects(body.get("tools"), "/tools")],
        "tool_choice": _tool_choice(body.get("tool_choice")),
        "parallel_calls": body.get("parallel_tool_calls") is not False,
        "format": _format(body.get("response_format")),
        "model": body.get("model"),
        "max_tokens": most_tokens(body),
        "temperature": body.get("temperature"),
        "top_p": body.get("top_p"),
        "stop": [stop] if isinstance(stop, str) else stop or [],
        "seed": body.get("seed"),
        "effort": _EFFORTS.get(str(body.get("reasoning_effort"))),
        "on_behalf_of": on_behalf_of,
    }
    return built(ChatRequest, values, "")


def most_tokens(body: Mapping[str, Any]) -> Any:
    """The longest answer wanted, under its new name or its old one."""
    return body.get("max_completion_tokens") or body.get("max_tokens")


def texts_of(body: Mapping[str, Any]) -> list[str]:
    """The texts to embed. Raises `InvalidRequest`: lists of token numbers mean nothing to another vendor's model."""
    given = body.get("input")
    listed = [given] if isinstance(given, str) else a_list(given, "/input")
    if not listed or not all(isinstance(each, str) for each in listed):
        raise refused("/input", "Send a text or a list of texts: this model is not reached in OpenAI's format.")
    return listed


def _refuse_untranslatable(body: Mapping[str, Any]) -> None:
    for name in _UNTRANSLATABLE:
        if body.get(name):
            raise refused(f"/{name}", "This model is not reached in OpenAI's format and has nothing like it.")
    for name, usual in _HARMLESS.items():
        if body.get(name) not in {None, usual}:
            raise refused(f"/{name}", f"This model is not reached in OpenAI's format; only {usual} is possible.")


def _message(message: dict[str, Any], at: str) -> dict[str, Any]:
    role = message.get("role")
    if role not in _ROLES:
        raise refused(f"{at}/role", f"This must be one of {', '.join(_ROLES)}.")
    text, images = _content(message.get("content"), f"{at}/content")
    values: dict[str, Any] = {"role": _ROLES[role], "content": text or str(message.get("refusal") or "")}
    if images:
        values["images"] = images
    if message.get("tool_calls"):
        values["calls"] = [_call(each, where) for where, each in objects(message["tool_calls"], f"{at}/tool_calls")]
    if role == "tool":
        values["call_id"] = a_text(message.get("tool_call_id"), f"{at}/tool_call_id")
    return built(ChatMessage, values, at).model_dump()


def _content(content: Any, at: str) -> tuple[str, list[Image]]:
    if content is None or isinstance(content, str):
        return content or "", []
    texts: list[str] = []
    images: list[Image] = []
    for where, each in objects(content, at):
        match each.get("type"):
            case "text":
                texts.append(a_text(each.get("text"), f"{where}/text"))
            case "refusal":
                texts.append(a_text(each.get("refusal"), f"{where}/refusal"))
            case "image_url":
                images.append(_image(an_object(each.get("image_url"), f"{where}/image_url"), where))
            case kind:
                raise refused(f"{where}/type", f"Parts of the type {kind!r} are not passed on to this model.")
    return "\n".join(texts), images


def _image(image: dict[str, Any], at: str) -> Image:
    url = a_text(image.get("url"), f"{at}/image_url/url")
    inside = _DATA_URL.fullmatch(url)
    values = {"media_type": inside[1], "data": inside[2]} if inside else {"url": url}
    return built(Image, values, f"{at}/image_url")


def _call(call: dict[str, Any], at: str) -> dict[str, Any]:
    function = an_object(call.get("function"), f"{at}/function")
    return {"id": call.get("id"), "name": function.get("name"), "arguments": arguments_of(function.get("arguments"))}


def _tool(tool: dict[str, Any], at: str) -> dict[str, Any]:
    if tool.get("type", "function") != "function":
        raise refused(f"{at}/type", "Only tools of the type `function` are passed on to this model.")
    function = an_object(tool.get("function"), f"{at}/function")
    return {
        "name": function.get("name"),
        "description": function.get("description") or "",
        "parameters": function.get("parameters") or {"type": "object", "properties": {}},
    }


def _tool_choice(choice: Any) -> Any:
    if choice is None or isinstance(choice, str):
        return choice or "auto"
    function = an_object(an_object(choice, "/tool_choice").get("function"), "/tool_choice/function")
    return {"name": function.get("name")}


def _format(given: Any) -> Any:
    if given is None:
        return "text"
    wanted = an_object(given, "/response_format")
    match wanted.get("type"):
        case "text":
            return "text"
        case "json_object":
            return "json"
        case "json_schema":
            schema = an_object(wanted.get("json_schema"), "/response_format/json_schema")
            return {"name": schema.get("name") or "answer", "body": schema.get("schema") or {"type": "object"}}
        case _:
            raise refused("/response_format/type", "This must be `text`, `json_object` or `json_schema`.")
