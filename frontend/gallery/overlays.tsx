/** What opens above the page. */
import { Copy, Trash2 } from "lucide-react";
import { useState } from "react";
import { Button } from "@/ui/button";
import { Confirm, Dialog } from "@/ui/dialog";
import { Menu, MenuAt, MenuChoices, MenuItem, MenuLabel, MenuSeparator } from "@/ui/menu";
import { Page, PageHeader } from "@/ui/page";
import { Popover, PopoverClose } from "@/ui/popover";
import { toast } from "@/ui/toast";
import { Tooltip } from "@/ui/tooltip";
import { Piece } from "./gallery";

export function Overlays() {
  const [open, setOpen] = useState<"dialog" | "sheet" | "confirm" | null>(null);
  const [language, setLanguage] = useState("en");
  const [at, setAt] = useState<{ x: number; y: number } | null>(null);
  const toggle = (name: typeof open) => (on: boolean) => setOpen(on ? name : null);
  return (
    <Piece title="Above the page">
      <Button
        onClick={() => setOpen("dialog")}
        onContextMenu={(event) => {
          event.preventDefault();
          setAt({ x: event.clientX, y: event.clientY });
        }}
      >
        Dialog
      </Button>
      {at && (
        <MenuAt at={at} label="Menu at a point" onClose={() => setAt(null)} onClosed={() => undefined}>
          <MenuItem onSelect={() => setOpen("dialog")}>Open the dialog</MenuItem>
        </MenuAt>
      )}
      <Button onClick={() => setOpen("sheet")}>Sheet</Button>
      <Button onClick={() => setOpen("confirm")}>Confirm</Button>
      <Button onClick={() => toast.done("Saved", { description: "As version 4." })}>Toast</Button>
      <Menu label="Menu" trigger={<Button>Menu</Button>}>
        <MenuLabel>Language</MenuLabel>
        <MenuChoices
          value={language}
          onChange={setLanguage}
          choices={[
            { value: "en", label: "English" },
            { value: "de", label: "Deutsch" },
          ]}
        />
        <MenuSeparator />
        <MenuItem icon={<Copy size={16} aria-hidden />} keys="Mod+C">
          Copy
        </MenuItem>
        <MenuItem danger icon={<Trash2 size={16} aria-hidden />}>
          Delete
        </MenuItem>
      </Menu>
      <Popover label="Popover" trigger={<Button>Popover</Button>}>
        <div className="flex flex-col gap-2 p-3 text-ui">
          <p>A small form.</p>
          <PopoverClose asChild>
            <Button size="sm">Close</Button>
          </PopoverClose>
        </div>
      </Popover>
      <Tooltip text="What it does" keys="Mod+K">
        <Button>Tooltip</Button>
      </Tooltip>
      <Dialog
        open={open === "dialog" || open === "sheet"}
        onOpenChange={toggle(open)}
        as={open === "sheet" ? "sheet" : "dialog"}
        title="Publish"
        description="It becomes live at once."
        footer={<Button kind="primary">Publish</Button>}
      >
        <p className="text-ui">What will change.</p>
      </Dialog>
      <Confirm
        open={open === "confirm"}
        onOpenChange={toggle("confirm")}
        title="Delete it?"
        description="Its runs stay."
        confirmLabel="Delete"
        onConfirm={() => setOpen(null)}
      />
      <Page width="narrow">
        <PageHeader documentTitle="Gallery" title="A page's head" description="With a line about it." />
      </Page>
    </Piece>
  );
}
