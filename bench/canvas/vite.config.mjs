// Builds the page that the builder is compared with, from the libraries the application is made of.
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));
const library = (name) => fileURLToPath(new URL(`../../frontend/node_modules/${name}`, import.meta.url));

export default {
  root: here,
  logLevel: "warn",
  resolve: {
    alias: ["react-dom", "react", "@xyflow/react"].map((name) => ({
      find: new RegExp(`^${name}(?=/|$)`),
      replacement: library(name),
    })),
  },
  build: { target: "es2022", emptyOutDir: true, rolldownOptions: { input: `${here}defaults.html` } },
};
