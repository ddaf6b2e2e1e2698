/** The places of a workflow inside a menu, where there is no room for links. */
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { MenuItem } from "@/ui/menu";
import { type WorkflowNavProps, workflowPlaces } from "./workflow-nav";

export function WorkflowNavItems({ id, current }: WorkflowNavProps) {
  const { t } = useTranslation("parts");
  const navigate = useNavigate();
  return workflowPlaces
    .filter((place) => place.key !== current)
    .map((place) => (
      <MenuItem
        key={place.key}
        icon={<place.icon size={16} aria-hidden />}
        onSelect={() => void navigate(place.link(id))}
      >
        {t(`workflowNav.${place.key}`)}
      </MenuItem>
    ));
}
