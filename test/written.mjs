/** What is linted and formatted: everything a person writes, Markdown apart. */
export const written = [
  "app",
  "main",
  "renderer",
  "test",
  "vite.config.ts",
  "vitest.config.ts",
  "playwright.config.ts",
];
