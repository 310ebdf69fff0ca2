/** The colours that Outlook hands to its task panes, for each of its themes. */

const THEMES = Object.freeze({
  light: {
    bodyBackgroundColor: "#ffffff",
    bodyForegroundColor: "#242424",
    controlBackgroundColor: "#f5f5f5",
    controlForegroundColor: "#242424",
  },
  dark: {
    bodyBackgroundColor: "#1f1f1f",
    bodyForegroundColor: "#ffffff",
    controlBackgroundColor: "#292929",
    controlForegroundColor: "#ffffff",
  },
});

export function themeColours(name) {
  return THEMES[name];
}

/** The same colours as whole numbers, which is how the change event carries them. */
export function themeNumbers(name) {
  const colours = Object.entries(THEMES[name]);
  return Object.fromEntries(colours.map(([key, hex]) => [key, Number.parseInt(hex.slice(1), 16)]));
}
