// The same graph on React Flow as its introduction uses it: default nodes, MiniMap, Controls, Background, the status of a run in `node.data`.
// Only `minZoom` is set, without which a large graph cannot be seen whole.
import { Background, Controls, MiniMap, ReactFlow, useEdgesState, useNodesState } from "@xyflow/react";
import { createElement } from "react";
import { createRoot } from "react-dom/client";
import "@xyflow/react/dist/style.css";

const asked = new URLSearchParams(location.search);
const graph = await (await fetch(asked.get("graph"))).json();
const label = (step, status) => (status ? `${step.name}: ${status}` : step.name);
const steps = new Map(graph.steps.map((step) => [step.id, step]));
const nodesAtFirst = graph.steps.map((step) => ({
  id: step.id,
  position: graph.layout[step.id],
  sourcePosition: "right",
  targetPosition: "left",
  data: { label: label(step) },
}));
const edgesAtFirst = graph.edges.map((edge) => ({
  id: `${edge.from}-${edge.to}`,
  source: edge.from,
  target: edge.to,
}));

function Page() {
  const [nodes, setNodes, onNodesChange] = useNodesState(nodesAtFirst);
  const [edges, , onEdgesChange] = useEdgesState(edgesAtFirst);
  const onInit = (flow) => {
    window.bench = {
      flow,
      status: (id, status) =>
        setNodes((before) =>
          before.map((node) =>
            node.id === id ? { ...node, data: { status, label: label(steps.get(id), status) } } : node,
          ),
        ),
    };
  };
  const children = [Background, Controls, MiniMap].map((part) => createElement(part, { key: part.name }));
  const given = { nodes, edges, onNodesChange, onEdgesChange, onInit, minZoom: 0.05 };
  const size = { width: `${asked.get("width")}px`, height: `${asked.get("height")}px` };
  return createElement("div", { style: size }, createElement(ReactFlow, given, children));
}

createRoot(document.getElementById("root")).render(createElement(Page));
