/** The menus of the top bar, in a chunk of their own: the page stands before they are needed. */
import { NoticesBell } from "./notices-bell";
import { ThemeMenu, UserMenu } from "./user-menu";

export default function TopMenus({ onHelp }: { onHelp: () => void }) {
  return (
    <>
      <ThemeMenu />
      <NoticesBell />
      <UserMenu onHelp={onHelp} />
    </>
  );
}
