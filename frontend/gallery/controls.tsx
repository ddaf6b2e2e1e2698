/** What people press, type into and choose from. */
import { Plus, Search, Trash2 } from "lucide-react";
import { useState } from "react";
import { Button, type ButtonKind, IconButton } from "@/ui/button";
import { Combobox } from "@/ui/combobox";
import { CopyButton } from "@/ui/copy";
import { Field } from "@/ui/field";
import { Input, SearchInput, Textarea } from "@/ui/input";
import { Segmented } from "@/ui/segmented";
import { Select } from "@/ui/select";
import { Checkbox, Switch } from "@/ui/switch";
import { Tabs } from "@/ui/tabs";
import { Piece } from "./gallery";

const kinds: readonly ButtonKind[] = ["primary", "secondary", "soft", "ghost", "danger"];
const cities = ["Berlin", "Lisbon", "Porto", "Vienna"].map((label) => ({ value: label, label }));

export function Controls() {
  return (
    <>
      <Piece title="Buttons">
        {kinds.map((kind) => (
          <Button key={kind} kind={kind} icon={<Plus size={15} aria-hidden />}>
            {kind}
          </Button>
        ))}
        <Button size="sm">Small</Button>
        <Button size="lg">Large</Button>
        <Button busy>Busy</Button>
        <Button disabled>Disabled</Button>
        <IconButton label="Delete">
          <Trash2 size={16} aria-hidden />
        </IconButton>
        <CopyButton text="run_0123" />
      </Piece>
      <Fields />
      <Choices />
    </>
  );
}

function Fields() {
  return (
    <Piece title="Fields">
      <Field label="Name" help="What people call it." className="w-72">
        {(control) => <Input {...control} defaultValue="Accounts payable" />}
      </Field>
      <Field label="Limit" error="Use 10 or more." required className="w-72">
        {(control) => <Input {...control} defaultValue="4" />}
      </Field>
      <Field label="Explanation" optional className="w-72">
        {(control) => <Textarea {...control} placeholder="In a few words" />}
      </Field>
      <Field label="Not now" className="w-72">
        {(control) => <Input {...control} disabled defaultValue="Cannot be changed" />}
      </Field>
      <SearchInput label="Search" placeholder="Search" icon={<Search size={15} />} className="w-72" />
    </Piece>
  );
}

function Choices() {
  const [city, setCity] = useState("Lisbon");
  const [on, setOn] = useState(true);
  const [tab, setTab] = useState("first");
  return (
    <Piece title="Choices">
      <Select aria-label="City" className="w-48" value={city} onChange={setCity} choices={cities} />
      <Combobox
        aria-label="City, searched"
        className="w-48"
        value={city}
        onChange={setCity}
        choices={cities}
      />
      <Switch aria-label="Switch" checked={on} onChange={setOn} />
      <Switch aria-label="Switch that cannot be moved" checked={!on} onChange={setOn} disabled />
      <Checkbox checked={on} onChange={setOn} label="Tell me by e-mail" help="At most once a day." />
      <Segmented
        label="View"
        value={tab}
        onChange={setTab}
        choices={[
          { value: "first", label: "Canvas" },
          { value: "second", label: "Outline" },
        ]}
      />
      <Tabs
        label="Parts"
        className="w-full"
        value={tab}
        onChange={setTab}
        tabs={[
          { value: "first", label: "Setup", content: <p className="py-3 text-ui">What it does.</p> },
          { value: "second", label: "Data", count: 3, content: <p className="py-3 text-ui">What it saw.</p> },
        ]}
      />
    </Piece>
  );
}
