/** `system` follows the device. */
export type Theme = 'system' | 'light' | 'dark';

/** Read by public/theme.js too, before the first paint. */
const KEY = 'hearthlore.theme';

export function currentTheme(): Theme {
  const chosen = document.documentElement.dataset['theme'];
  return chosen === 'light' || chosen === 'dark' ? chosen : 'system';
}

export function chooseTheme(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
  try {
    if (theme === 'system') localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, theme);
  } catch {
    // storage may be switched off: the choice then lasts as long as the page
  }
}
