import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

const backend = process.env.BACKEND ?? "http://127.0.0.1:8080";

export default defineConfig({
  plugins: [react(), tailwindcss()],
  resolve: { alias: { "@": new URL("./src", import.meta.url).pathname } },
  build: {
    outDir: "dist",
    target: "es2022",
    // A strict Content-Security-Policy allows neither inline scripts nor data: fonts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: false,
    rolldownOptions: {
      output: {
        // What every page needs is one file: it compresses better than forty.
        codeSplitting: { groups: [{ name: "base", tags: ["$initial"] }] },
      },
    },
  },
  server: {
    host: "127.0.0.1",
    port: Number(process.env.DEV_PORT ?? 5173),
    proxy: { "/api": { target: backend, changeOrigin: false } },
  },
  preview: {
    host: "127.0.0.1",
    proxy: { "/api": { target: backend, changeOrigin: false } },
  },
  test: {
    environment: "happy-dom",
    setupFiles: ["src/testing/setup.ts"],
    include: ["src/**/*.test.{ts,tsx}"],
    css: false,
    restoreMocks: true,
    // A page of its own for each file took two thirds of the CPU; setup.ts empties the one they share.
    isolate: false,
    testTimeout: 60_000,
    maxWorkers: 2,
  },
});
