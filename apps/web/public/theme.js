// Runs before the first paint, so that a chosen theme does not flash. The choice is the only thing kept in storage.
try {
  const theme = localStorage.getItem('hearthlore.theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
  // Storage may be switched off: the system's theme is used then.
}
