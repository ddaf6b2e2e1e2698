/** Notes and groups, loaded when a workflow has the first of them. */
import type { NodeProps } from "@xyflow/react";
import { lazy, memo, Suspense } from "react";
import type { GroupNodeType, NoteNodeType } from "./marks-flow";

const Note = lazy(() => import("./note-node").then((module) => ({ default: module.NoteNode })));
const Group = lazy(() => import("./group-node").then((module) => ({ default: module.GroupNode })));

export const NoteNode = memo(function NoteNode(props: NodeProps<NoteNodeType>) {
  return (
    <Suspense fallback={null}>
      <Note {...props} />
    </Suspense>
  );
});

export const GroupNode = memo(function GroupNode(props: NodeProps<GroupNodeType>) {
  return (
    <Suspense fallback={null}>
      <Group {...props} />
    </Suspense>
  );
});
