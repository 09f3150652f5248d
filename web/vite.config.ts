import { svelte } from "@sveltejs/vite-plugin-svelte";
import tailwindcss from "@tailwindcss/vite";
import { defineConfig } from "vite";

// A strict Content-Security-Policy refuses data: URLs and inline scripts, so nothing is inlined.
export default defineConfig({
  root: "admin",
  base: "/admin/",
  plugins: [svelte({ configFile: "../svelte.config.js" }), tailwindcss()],
  build: {
    outDir: "../../src/chargeit/api/screens/admin",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: "es2023",
  },
  worker: { format: "es" },
  test: { root: import.meta.dirname, include: ["{shared,admin}/**/*.test.ts"] },
  server: { proxy: { "/api": "http://127.0.0.1:8080" } },
} as Parameters<typeof defineConfig>[0]);
