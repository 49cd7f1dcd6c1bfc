// Progressive helpers: every page works without them.

// After a refused form, take the reader to the list of errors.
document.querySelector('.errsum')?.focus({ preventScroll: true });

// A wide table that scrolls says so to keyboards.
for (const box of document.querySelectorAll('.scroll, .axis .box')) {
  if (box.scrollWidth > box.clientWidth && !box.hasAttribute('tabindex')) box.tabIndex = 0;
}

// Ask before leaving a form with words that are not saved.
let touched = false;
addEventListener('input', (e) => {
  if (e.target.closest('form[method=post]')) touched = true;
});
addEventListener('submit', () => { touched = false; });
addEventListener('beforeunload', (e) => { if (touched) e.preventDefault(); });

// A menu closes with Escape and when the reader goes on elsewhere.
const menus = document.querySelectorAll('details.drop');
const close = (menu) => { menu.open = false; };
addEventListener('keydown', (e) => {
  const open = document.querySelector('details.drop[open]');
  if (e.key === 'Escape' && open) {
    close(open);
    open.querySelector('summary').focus();
  }
});
addEventListener('click', (e) => menus.forEach((m) => { if (!m.contains(e.target)) close(m); }));
