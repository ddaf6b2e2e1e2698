// Runs before the first paint so that the page never flashes in the wrong theme. A file of its own: no inline script.
(() => {
  const root = document.documentElement;
  let choice = "system";
  try {
    choice = localStorage.getItem("theme") || "system";
  } catch {
    choice = "system";
  }
  const dark =
    choice === "dark" || (choice === "system" && matchMedia("(prefers-color-scheme: dark)").matches);
  root.dataset.theme = dark ? "dark" : "light";
})();
