/** The gallery of `src/ui`: `npm run gallery` shows it while components are worked on. No part of the product. */
import { fileURLToPath } from "node:url";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: here(".."), // where Tailwind looks for the classes that are used
  plugins: [react(), tailwindcss()],
  resolve: { alias: { "@": here("../src") } },
  build: {
    outDir: here("../dist-gallery"),
    emptyOutDir: true,
    target: "es2022",
    rollupOptions: { input: here("index.html") },
  },
  server: { host: "127.0.0.1", open: "/gallery/" },
});
