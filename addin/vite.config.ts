import { existsSync, readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";

import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

const icons = resolve(import.meta.dirname, "assets");

/** The manifest names the icons, so they keep their names. */
function iconsUnderTheirOwnNames(): Plugin {
  return {
    name: "icons-under-their-own-names",
    generateBundle() {
      const names = existsSync(icons) ? readdirSync(icons) : [];
      for (const name of names.filter((each) => each.endsWith(".png"))) {
        const source = readFileSync(resolve(icons, name));
        this.emitFile({ type: "asset", fileName: `assets/${name}`, source });
      }
    },
  };
}

export default defineConfig({
  base: "/addin/",
  plugins: [iconsUnderTheirOwnNames()],
  publicDir: false,
  build: {
    target: "es2020",
    outDir: "../backend/bouncecheck/web/pane",
    emptyOutDir: true,
    // The security policy of the served page allows no data: address and no inline script.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: ["taskpane.html", "app.html", "auth.html"] },
  },
  test: {
    environment: "jsdom",
    include: ["test/**/*.test.ts"],
    restoreMocks: true,
    coverage: {
      reporter: ["text-summary"],
      include: ["src/**/*.ts"],
      exclude: ["src/main.ts", "src/auth.ts"],
      thresholds: { lines: 95, branches: 90 },
    },
  },
});
