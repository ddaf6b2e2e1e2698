/** One's own API keys. */
import { useSession } from "@/api/session";
import { Card } from "@/ui/card";
import { KeysCard } from "./keys-card";

export default function KeysSection() {
  const may = useSession((state) => state.company?.permissions);
  return (
    <Card>
      <KeysCard may={may ?? []} />
    </Card>
  );
}
