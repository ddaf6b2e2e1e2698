"""MiniLM as an ONNX graph, built from its weights alone: a six-layer BERT encoder, mean pooling, unit length.

Source of the architecture: Devlin et al. 2018 (BERT) and the model card of `all-MiniLM-L6-v2`; inputs `input_ids` and
`attention_mask` ([batch, tokens], int64), output `embeddings` ([batch, 384], float32).

The large matrices are kept in whole numbers of 8 bits with a scale for every 64 of them, and so is what they are
multiplied with (ONNX Runtime's `MatMulNBits`): a text's vector then depends on nothing but the text, not on its
neighbours in the batch and hardly on the processor.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

LAYERS = 6
HEADS = 12
WIDTH = 384
_HEAD_WIDTH = WIDTH // HEADS
_EPSILON = 1e-12
_OPSET = 20
_RUNTIME = "com.microsoft"
_BLOCK = 64
"""Numbers that share a scale."""
_LARGEST = 127
_ZERO = 128
"""What stands for 0 in `MatMulNBits`, whose numbers are unsigned."""
_MULTIPLY_WHOLE = 4
"""Its accuracy level that multiplies whole numbers with whole numbers."""

Numbers = np.ndarray[Any, np.dtype[np.float32]]
Weights = Mapping[str, Numbers]


class _Builder:
    """Collects nodes and constants; every method answers the name of what it computed."""

    def __init__(self, weights: Weights) -> None:
        self.weights = weights
        self.nodes: list[onnx.NodeProto] = []
        self.constants: dict[str, onnx.TensorProto] = {}

    def node(self, kind: str, *inputs: str, **attributes: Any) -> str:
        name = f"{kind.lower()}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(inputs), [name], name, **attributes))
        return name

    def constant(self, name: str, value: np.ndarray[Any, Any]) -> str:
        self.constants.setdefault(name, numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def ints(self, *values: int) -> str:
        return self.constant("ints_" + "_".join(map(str, values)), np.array(values, np.int64))

    def weight(self, name: str) -> str:
        return self.constant(name, self.weights[name])

    def linear(self, given: str, name: str) -> str:
        weight = self.weights[f"{name}.weight"]
        rows, columns = weight.shape
        whole, scales = _whole(weight.reshape(rows, columns // _BLOCK, _BLOCK))
        product = self.node(
            "MatMulNBits",
            given,
            self.constant(f"{name}.weight", (whole + _ZERO).astype(np.uint8)),
            self.constant(f"{name}.scales", scales.reshape(-1)),
            domain=_RUNTIME,
            K=columns,
            N=rows,
            bits=8,
            block_size=_BLOCK,
            accuracy_level=_MULTIPLY_WHOLE,
        )
        return self.node("Add", product, self.weight(f"{name}.bias"))

    def words(self) -> str:
        whole, scales = _whole(self.weights["embeddings.word_embeddings.weight"])
        table = self.constant("words", whole.astype(np.int8))
        chosen = self.node("Cast", self.node("Gather", table, "input_ids"), to=TensorProto.FLOAT)
        return self.node("Mul", chosen, self.node("Gather", self.constant("words.scales", scales), "input_ids"))

    def normed(self, given: str, name: str) -> str:
        scale, bias = self.weight(f"{name}.weight"), self.weight(f"{name}.bias")
        return self.node("LayerNormalization", given, scale, bias, axis=-1, epsilon=_EPSILON)

    def heads(self, given: str, *, order: tuple[int, ...]) -> str:
        split = self.node("Reshape", given, self.ints(0, 0, HEADS, _HEAD_WIDTH))
        return self.node("Transpose", split, perm=list(order))

    def attention(self, given: str, mask: str, name: str) -> str:
        query = self.heads(self.linear(given, f"{name}.self.query"), order=(0, 2, 1, 3))
        key = self.heads(self.linear(given, f"{name}.self.key"), order=(0, 2, 3, 1))
        value = self.heads(self.linear(given, f"{name}.self.value"), order=(0, 2, 1, 3))
        scale = self.constant("scale", np.array(1 / np.sqrt(_HEAD_WIDTH), np.float32))
        scores = self.node("Add", self.node("Mul", self.node("MatMul", query, key), scale), mask)
        mixed = self.node("MatMul", self.node("Softmax", scores, axis=-1), value)
        joined = self.node("Reshape", self.node("Transpose", mixed, perm=[0, 2, 1, 3]), self.ints(0, 0, WIDTH))
        added = self.node("Add", self.linear(joined, f"{name}.output.dense"), given)
        return self.normed(added, f"{name}.output.LayerNorm")

    def layer(self, given: str, mask: str, name: str) -> str:
        attended = self.attention(given, mask, f"{name}.attention")
        inner = self.node("Gelu", self.linear(attended, f"{name}.intermediate.dense"))
        added = self.node("Add", self.linear(inner, f"{name}.output.dense"), attended)
        return self.normed(added, f"{name}.output.LayerNorm")

    def embedded(self) -> str:
        length = self.node("Slice", self.node("Shape", "input_ids"), self.ints(1), self.ints(2))
        table = self.weight("embeddings.position_embeddings.weight")
        positions = self.node("Slice", table, self.ints(0), length, self.ints(0))
        kind = self.constant("segment", self.weights["embeddings.token_type_embeddings.weight"][0])
        total = self.node("Add", self.node("Add", self.words(), positions), kind)
        return self.normed(total, "embeddings.LayerNorm")

    def pooled(self, hidden: str, mask: str) -> str:
        spread = self.node("Unsqueeze", mask, self.ints(2))
        summed = self.node("ReduceSum", self.node("Mul", hidden, spread), self.ints(1), keepdims=0)
        count = self.node("ReduceSum", mask, self.ints(1), keepdims=1)
        mean = self.node("Div", summed, count)
        length = self.node("ReduceL2", mean, self.ints(1), keepdims=1)
        return self.node("Div", mean, length)


def _whole(given: Numbers) -> tuple[Numbers, Numbers]:
    """Whole numbers from -127 to 127 and, for each row of the last axis, the scale that makes them what was given."""
    scales = np.abs(given).max(axis=-1, keepdims=True) / _LARGEST
    return np.rint(given / scales), scales


def build(weights: Weights) -> onnx.ModelProto:
    """The whole encoder as a model."""
    builder = _Builder(weights)
    mask = builder.node("Cast", "attention_mask", to=TensorProto.FLOAT)
    one = builder.constant("one", np.array(1, np.float32))
    far = builder.constant("far", np.array(-10_000, np.float32))
    hidden_mask = builder.node("Mul", builder.node("Sub", one, mask), far)
    spread = builder.node("Unsqueeze", hidden_mask, builder.ints(1, 2))
    hidden = builder.embedded()
    for number in range(LAYERS):
        hidden = builder.layer(hidden, spread, f"encoder.layer.{number}")
    builder.nodes.append(helper.make_node("Identity", [builder.pooled(hidden, mask)], ["embeddings"], "embeddings"))
    shape = ["batch", "tokens"]
    graph = helper.make_graph(
        builder.nodes,
        "minilm",
        [helper.make_tensor_value_info(name, TensorProto.INT64, shape) for name in ("input_ids", "attention_mask")],
        [helper.make_tensor_value_info("embeddings", TensorProto.FLOAT, ["batch", WIDTH])],
        list(builder.constants.values()),
    )
    model = helper.make_model(
        graph, opset_imports=[helper.make_opsetid("", _OPSET), helper.make_opsetid(_RUNTIME, 1)], ir_version=10
    )
    onnx.checker.check_model(model)
    return model
