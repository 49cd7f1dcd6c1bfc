// What others do: their changes and where they are arrive without loading the page again.

import { address, beside, draft, edits, post, root, say, state, tell, wall, windowID } from './editor-page.js';
import { arrange, put, remove, rowOf, show } from './editor-rows.js';

const every = 4000;
const beat = 15000;
let version = Number(root.dataset.version);
let timer = 0;
let asking = null;
let over = false;
let place = '';
let told = 0;

/** Asks what changed, now; whoever asks meanwhile is answered with it. */
export const poll = () => {
  if (asking) return asking.then(poll);
  clearTimeout(timer);
  asking = ask().finally(() => {
    asking = null;
    if (!over) timer = setTimeout(tick, every);
  });
  return asking;
};

const tick = () => {
  if (document.visibilityState === 'visible') poll();
  else timer = setTimeout(tick, every);
};

const ask = async () => {
  const query = new URLSearchParams({ since: version, draft, ...(beside && { beside }), ...(wall && { view: 'wall' }) });
  let answer;
  try {
    answer = await fetch(`${address}/changes?${query}`, { headers: { Accept: 'application/json' }, signal: AbortSignal.timeout(15000) });
  } catch {
    return;
  }
  if (answer.status === 410) {
    over = true;
    tell(say('ended'));
    return;
  }
  if (answer.ok) apply(await answer.json());
};

const apply = (change) => {
  version = change.version;
  change.removed.forEach(remove);
  for (const { id, html } of change.rows) put(id, html);
  if (change.order) arrange(change.order);
  if (change.rows.length || change.removed.length || change.order) show();
  for (const link of document.querySelectorAll('#outline .marks .open')) {
    const id = link.closest('li').dataset.node;
    link.textContent = change.open[id] ?? '';
    link.hidden = !change.open[id];
    if (change.open[id]) link.href = `${address}/remarks?node=${id}`;
  }
  people(change.present);
};

/** Shows who is where; the view for the projector follows the one who went somewhere last. */
export const people = (present) => {
  const others = present.filter((p) => p.window !== windowID);
  document.querySelectorAll('#outline .who').forEach((e) => e.remove());
  document.querySelectorAll('#outline .followed').forEach((e) => e.classList.remove('followed'));
  for (const p of others) {
    const row = p.node && rowOf(p.node);
    if (!row) continue;
    const who = document.createElement('span');
    who.className = 'who tag river';
    who.textContent = p.says;
    row.querySelector('.name').append(' ', who);
  }
  const here = document.getElementById('editor-here');
  here?.replaceChildren(...others.map((p) => Object.assign(document.createElement('li'), { textContent: p.says })));
  const last = others.filter((p) => p.node && rowOf(p.node)).sort((a, b) => b.since - a.since)[0];
  if (wall && last) follow(rowOf(last.node));
};

let followed = '';
const follow = (row) => {
  row.classList.add('followed');
  if (followed === row.dataset.node) return;
  followed = row.dataset.node;
  row.scrollIntoView({ block: 'center' });
};

/** Says where this window is. */
export const at = (node) => {
  if (!edits || over || node === place && Date.now() - told < beat) return;
  place = node;
  told = Date.now();
  post('/presence', { window: windowID, node }).catch(() => {});
};

export const begin = () => {
  if (edits) {
    at('');
    setInterval(() => { if (document.visibilityState === 'visible') at(place); }, 1000);
    addEventListener('pagehide', () => navigator.sendBeacon(`${address}/presence`, new URLSearchParams({ window: windowID, leave: 'yes', writer: root.dataset.writer })));
  }
  document.addEventListener('visibilitychange', () => { if (document.visibilityState === 'visible' && !over) poll(); });
  state('');
  poll();
};
