import { defineConfig } from "eslint/config";
import tseslint from "typescript-eslint";

const only = (home) => `Only ${home} may do this.`;
const hostile = (property) => ({ property, message: "Mail is hostile: use textContent." });

const sizes = {
  complexity: ["error", 8],
  "max-lines": ["error", 200],
  "max-lines-per-function": ["error", 40],
};

export default defineConfig(
  { ignores: ["coverage/", "dist/"] },
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
  },
  {
    // A number in a sentence needs no conversion by hand.
    rules: { "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }] },
  },
  {
    files: ["src/**/*.ts"],
    rules: {
      ...sizes,
      "no-console": "error",
      "no-restricted-globals": [
        "error",
        { name: "Office", message: only("outlook.ts") },
        { name: "fetch", message: only("api.ts") },
        { name: "localStorage", message: "Tokens and mail stay in memory." },
        { name: "sessionStorage", message: "Tokens and mail stay in memory." },
      ],
      "no-restricted-imports": [
        "error",
        {
          patterns: [
            { group: ["@azure/msal-browser", "@azure/msal-browser/*"], message: only("signin.ts") },
          ],
        },
      ],
      "no-restricted-properties": [
        "error",
        ...["innerHTML", "outerHTML", "insertAdjacentHTML"].map(hostile),
      ],
      "@typescript-eslint/consistent-type-assertions": ["error", { assertionStyle: "never" }],
      "@typescript-eslint/explicit-module-boundary-types": "error",
      "@typescript-eslint/switch-exhaustiveness-check": [
        "error",
        // A state may leave the events of another module to that module.
        { considerDefaultExhaustiveForUnions: true },
      ],
    },
  },
  { files: ["src/outlook.ts", "src/api.ts"], rules: { "no-restricted-globals": "off" } },
  { files: ["src/signin.ts", "src/signinWindow.ts"], rules: { "no-restricted-imports": "off" } },
  {
    // An expectation names a method of a fake without calling it.
    files: ["test/**/*.ts"],
    rules: { "@typescript-eslint/unbound-method": "off" },
  },
  { files: ["*.js"], extends: [tseslint.configs.disableTypeChecked] },
);
