/** What people look at. */
import { Inbox, Play } from "lucide-react";
import { readProblem } from "@/lib/problem";
import { Avatar } from "@/ui/avatar";
import { Badge, Status, StatusIcon, statusLooks, type Tone } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Callout } from "@/ui/callout";
import { Card, CardHeader, Kpi } from "@/ui/card";
import { Empty } from "@/ui/empty";
import { ErrorPanel } from "@/ui/error-panel";
import { Kbd } from "@/ui/kbd";
import { Loading, Skeleton, SkeletonCards, SkeletonRows } from "@/ui/skeleton";
import { IconTile } from "@/ui/step-icon";
import { Table, Td, Th, Thead, Tr } from "@/ui/table";
import { PrettyValue, ValueView } from "@/ui/value-view";
import { Piece } from "./gallery";

const tones: readonly Tone[] = ["neutral", "accent", "run", "ok", "warn", "err"];
const hues = ["trigger", "agent", "ai", "logic", "people", "data", "app"] as const;
const invoice = {
  supplier: "Nordwind Werke",
  total: 119.5,
  lines: [{ text: "Paper", count: 3 }],
  paid: false,
};

export function Shown() {
  return (
    <>
      <Piece title="Badges and states">
        {tones.map((tone) => (
          <Badge key={tone} tone={tone}>
            {tone}
          </Badge>
        ))}
        {Object.keys(statusLooks).map((status) => (
          <Status key={status} status={status} />
        ))}
        <StatusIcon status="succeeded" />
        <Kbd keys="Mod+Shift+Enter" />
      </Piece>
      <Piece title="Pictures">
        <Avatar name="Ana Lopez" />
        <Avatar name="Nordwind Werke" square />
        {hues.map((hue) => (
          <IconTile key={hue} icon="file-search" category={hue} />
        ))}
      </Piece>
      <Piece title="Callouts">
        <Callout title="Good to know">What is said once, where it matters.</Callout>
        <Callout tone="warn" title="Look at this" actions={<Button size="sm">Show</Button>}>
          Something needs a person.
        </Callout>
      </Piece>
      <Cards />
      <States />
    </>
  );
}

function Cards() {
  return (
    <Piece title="Cards, tables and values">
      <Kpi label="Runs" value="1,204" hint="of the last 30 days" icon={<Play size={16} aria-hidden />} />
      <Kpi label="Success" value="98 %" tone="ok" />
      <Card className="w-full">
        <CardHeader title="Suppliers" description="Who was paid." actions={<Button size="sm">Add</Button>} />
        <Table label="Suppliers">
          <Thead>
            <Th>Name</Th>
            <Th numeric>Total</Th>
          </Thead>
          <tbody>
            <Tr>
              <Td>Nordwind Werke</Td>
              <Td numeric>119.50</Td>
            </Tr>
          </tbody>
        </Table>
      </Card>
      <ValueView value={invoice} title={<h3 className="font-semibold text-ui">Output</h3>} className="w-96" />
      <PrettyValue value={["a", "b"]} />
    </Piece>
  );
}

function States() {
  const problem = readProblem({ title: "The database is away", detail: "Try again in a moment." }, 503);
  return (
    <Piece title="Nothing, not yet, and not now">
      <Empty icon={Inbox} title="Nothing waits for you" action={<Button kind="primary">Start</Button>}>
        What asks for your decision shows up here.
      </Empty>
      <ErrorPanel error={problem} onRetry={() => undefined} />
      <Loading>
        <Skeleton className="h-5 w-40" />
      </Loading>
      <div className="w-full">
        <SkeletonRows rows={2} />
        <SkeletonCards />
      </div>
    </Piece>
  );
}
