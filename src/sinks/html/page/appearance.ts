// Light, dark and paper. In: the theme button, the system's wish, the printer. Out: the theme of the document; `onChange` when canvases
// must be drawn anew, since they do not follow the style sheet.

const systemDark = matchMedia('(prefers-color-scheme: dark)');

export function bindAppearance(onChange: () => void): void {
  const root = document.documentElement;
  const isDark = (): boolean =>
    root.dataset['theme'] === undefined ? systemDark.matches : root.dataset['theme'] === 'dark';
  const button = document.getElementById('theme');
  const say = (): void => {
    if (button !== null) button.textContent = isDark() ? 'Light' : 'Dark';
    button?.setAttribute('aria-label', isDark() ? 'Use light colours' : 'Use dark colours');
  };
  button?.addEventListener('click', () => {
    root.dataset['theme'] = isDark() ? 'light' : 'dark';
    say();
    onChange();
  });
  systemDark.addEventListener('change', () => {
    say();
    onChange();
  });
  document.getElementById('print')?.addEventListener('click', () => print());
  bindPaper(root, onChange);
  say();
}

/** Paper is white and cannot be unfolded. */
function bindPaper(root: HTMLElement, onChange: () => void): void {
  let unfolded: HTMLDetailsElement[] = [];
  let theme: string | undefined;
  addEventListener('beforeprint', () => {
    unfolded = [...document.querySelectorAll('details')].filter((one) => !one.open);
    for (const one of unfolded) one.open = true;
    theme = root.dataset['theme'];
    root.dataset['theme'] = 'light';
    root.classList.add('on-paper'); // as wide as paper, before the charts measure their place
    onChange();
  });
  addEventListener('afterprint', () => {
    for (const one of unfolded) one.open = false;
    root.classList.remove('on-paper');
    if (theme === undefined) delete root.dataset['theme'];
    else root.dataset['theme'] = theme;
    onChange();
  });
}
