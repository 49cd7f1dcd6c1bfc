// Progressive helpers: every page works without them.

// After a refused form, take the reader to the list of errors.
document.querySelector('.errsum')?.focus({ preventScroll: true });

// A wide table that scrolls says so to keyboards.
for (const box of document.querySelectorAll('.scroll, .axis .box')) {
  if (box.scrollWidth > box.clientWidth && !box.hasAttribute('tabindex')) box.tabIndex = 0;
}

// Ask before leaving a form with words that are not saved.
let touched = document.querySelector('form[data-kept]') !== null;
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

// Before a form is sent: does the program answer? If not, the words stay where they are, and a notice says so.
addEventListener('submit', async (e) => {
  const form = e.target;
  const words = document.getElementById('no-answer');
  if (!words || form.method !== 'post' || form.dataset.asked === 'answered') return;
  e.preventDefault();
  if (form.dataset.asked) return;
  form.dataset.asked = 'asking';
  form.querySelector('[data-no-answer]')?.remove();
  try {
    await fetch('/healthz', { cache: 'no-store', signal: AbortSignal.timeout(8000) });
    form.dataset.asked = 'answered';
    form.requestSubmit(e.submitter);
  } catch {
    touched = true;
    form.append(words.content.cloneNode(true));
    form.lastElementChild.scrollIntoView({ block: 'nearest' });
  }
  delete form.dataset.asked;
});

// A page that is made for printing offers it.
for (const button of document.querySelectorAll('[data-print]')) {
  button.hidden = false;
  button.addEventListener('click', () => print());
}

// What waited for a proof of identity goes on as soon as the proof was accepted.
document.querySelector('form[data-now]')?.requestSubmit();
