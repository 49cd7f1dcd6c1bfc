// The keys j and k go to the next and the previous change of a redline.

const changes = [...document.querySelectorAll('[data-change]')];
const help = document.querySelector('[data-keys]');
if (help && changes.length > 1) help.hidden = false;

// The change that the reader is at: the focused one, else the last one that begins above the middle of the window.
const here = () => {
  const focused = changes.indexOf(document.activeElement?.closest('[data-change]'));
  if (focused >= 0) return focused;
  const middle = innerHeight / 2;
  return changes.findLastIndex((c) => c.getBoundingClientRect().top < middle);
};

addEventListener('keydown', (e) => {
  const step = { j: 1, k: -1 }[e.key];
  if (!step || e.ctrlKey || e.metaKey || e.altKey || e.target.closest('input, textarea, select, [contenteditable]')) return;
  const next = changes[here() + step];
  if (!next) return;
  e.preventDefault();
  history.replaceState(null, '', `#${next.id}`);
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: 'start' });
});
