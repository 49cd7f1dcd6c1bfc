// The rows of the outline: which one is current, which are folded away, how they are found and put in order.

import { list, make, say } from './editor-page.js';

export const rows = () => [...(list?.children ?? [])];
export const rowOf = (id) => document.getElementById(`node-${id}`);
export const depth = (row) => Number(row.dataset.depth);
export const nameOf = (row) => row.querySelector('.name').textContent.trim().replace(/\s+/g, ' ');
export const cellOf = (row, lang) => row.querySelector(`.said[data-lang="${lang}"]`);

/** The Markdown of a text as it stands in the row. */
export const sourceOf = (cell) => {
  if (cell.dataset.source !== undefined) return cell.dataset.source;
  return cell.querySelector('.notext') ? '' : cell.textContent.trim();
};

let at = null;
const folded = new Set();
let wanted = '';

export const current = () => (at && rowOf(at)) || rows()[0];

/** Makes a row the one that keys and buttons are about. */
export const choose = (row, focus = true) => {
  if (!row) return;
  const before = at && rowOf(at);
  if (before) {
    before.classList.remove('current');
    before.querySelector('.name a')?.setAttribute('tabindex', '-1');
  }
  at = row.dataset.node;
  row.classList.add('current');
  const link = row.querySelector('.name a');
  link?.setAttribute('tabindex', '0');
  if (focus) link?.focus();
};

/** Goes to the next row that is seen, or the one before. */
export const step = (by) => {
  const seen = rows().filter((r) => !r.hidden);
  const i = seen.indexOf(current());
  choose(seen[Math.min(Math.max(i + by, 0), seen.length - 1)]);
};

const below = (all, i) => i + 1 < all.length && depth(all[i + 1]) > depth(all[i]);

/** Shows what is not folded away and holds the words that are looked for, and gives the number of entries found. */
export const show = () => {
  const all = rows();
  let hiddenBelow = Infinity;
  let found = 0;
  all.forEach((row, i) => {
    const here = depth(row);
    if (here <= hiddenBelow) hiddenBelow = Infinity;
    const match = !wanted || row.textContent.toLowerCase().includes(wanted);
    row.hidden = wanted ? !match : hiddenBelow < here;
    if (match) found++;
    if (folded.has(row.dataset.node) && hiddenBelow === Infinity) hiddenBelow = here;
    foldButton(row, below(all, i));
  });
  return found;
};

const foldButton = (row, needed) => {
  let b = row.querySelector(':scope > .twist');
  if (!needed) {
    b?.remove();
    return;
  }
  if (!b) {
    b = make('button', 'twist');
    b.type = 'button';
    b.tabIndex = -1;
    b.addEventListener('click', () => fold(row, !folded.has(row.dataset.node)));
    row.prepend(b);
  }
  const shut = folded.has(row.dataset.node);
  b.setAttribute('aria-expanded', String(!shut));
  b.setAttribute('aria-label', say(shut ? 'unfold' : 'fold', { node: nameOf(row) }));
};

export const fold = (row, shut) => {
  if (shut) folded.add(row.dataset.node);
  else folded.delete(row.dataset.node);
  show();
};

/** Looks for words, in text and codes. */
export const find = (words) => {
  wanted = words.trim().toLowerCase();
  return show();
};

/** Brings a row as the server shows it into the outline. What is being written in it stays. */
export const put = (id, html) => {
  const box = document.createElement('template');
  box.innerHTML = html;
  const row = box.content.firstElementChild;
  const old = rowOf(id);
  if (!old) {
    row.querySelector('.name a')?.setAttribute('tabindex', '-1');
    list.append(row);
    return;
  }
  for (const { name, value } of row.attributes) if (name !== 'class') old.setAttribute(name, value);
  for (let d = 0; d < 7; d++) old.classList.toggle(`d${d}`, row.classList.contains(`d${d}`));
  const inner = (r) => r.querySelector('.name a') ?? r.querySelector('.name');
  inner(old).replaceChildren(...inner(row).childNodes);
  old.querySelector('.marks').replaceWith(row.querySelector('.marks'));
  for (const cell of row.querySelectorAll('.said')) {
    const there = cellOf(old, cell.dataset.lang);
    if (!there?.classList.contains('writing')) there?.replaceWith(cell);
    else there.dispatchEvent(new CustomEvent('theirs', { detail: sourceOf(cell) }));
  }
};

export const remove = (id) => {
  const row = rowOf(id);
  if (!row) return;
  if (at === id) choose(row.previousElementSibling ?? row.nextElementSibling, row.contains(document.activeElement));
  row.remove();
};

/**
 * Puts the rows in the order of the draft. The row that is written in is not taken out of the page, so its cursor stays: the
 * others are put around it.
 */
export const arrange = (order) => {
  const writing = list.querySelector('.writing')?.closest('li');
  const all = order.map(rowOf).filter(Boolean);
  const now = rows();
  if (all.length === now.length && all.every((row, i) => row === now[i])) return;
  const focused = list.contains(document.activeElement) ? document.activeElement : null;
  const pivot = all.indexOf(writing);
  all.forEach((row, i) => {
    if (row === writing) return;
    if (pivot >= 0 && i < pivot) list.insertBefore(row, writing);
    else list.append(row);
  });
  if (focused && document.activeElement !== focused) focused.focus();
};
