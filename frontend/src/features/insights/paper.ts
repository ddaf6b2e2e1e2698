/** Paper is white: while the page is printed it has the light colours. */
import { useEffect } from "react";

export function useLightOnPaper(): void {
  useEffect(() => {
    const root = document.documentElement;
    let theme: string | undefined;
    const before = () => {
      theme = root.dataset.theme;
      root.dataset.theme = "light";
    };
    const after = () => {
      if (theme !== undefined) root.dataset.theme = theme;
    };
    window.addEventListener("beforeprint", before);
    window.addEventListener("afterprint", after);
    return () => {
      window.removeEventListener("beforeprint", before);
      window.removeEventListener("afterprint", after);
    };
  }, []);
}
