// Writing a text in place.

import { button, language, lead, make, say, tell } from './editor-page.js';
import { ask, orphan } from './editor-both.js';
import { cellOf, choose, nameOf, rowOf, sourceOf } from './editor-rows.js';
import { drop, kept } from './editor-kept.js';
import { entryOf, forget, on, send, take } from './editor-save.js';

const idle = 1500;
let open = null; // { row, lang, cell, area, base, timer }

export const writing = () => open;
export const nodeOfWriting = () => open?.row.dataset.node ?? '';

const grow = (area) => {
  area.style.height = 'auto';
  area.style.height = `${area.scrollHeight + 4}px`;
};

/** Opens the text of a row for writing, with the cursor at a place. */
export const write = (row, lang = lead, at = null) => {
  const cell = row && cellOf(row, lang);
  if (!cell) return;
  if (open?.cell === cell) {
    open.area.focus();
    return;
  }
  leave();
  choose(row, false);
  const entry = entryOf(row.dataset.node, lang);
  const base = entry?.base ?? sourceOf(cell);
  const area = make('textarea', '');
  area.value = entry?.text ?? sourceOf(cell);
  area.lang = lang;
  area.rows = 1;
  area.setAttribute('aria-label', say('text_label', { node: nameOf(row), language: language(lang) }));
  cell.classList.add('writing');
  cell.replaceChildren(area);
  cell.addEventListener('theirs', follow);
  open = { row, lang, cell, area, base, timer: 0 };
  area.addEventListener('input', changed);
  grow(area);
  area.focus();
  const end = at ?? area.value.length;
  area.setSelectionRange(end, end);
};

// What somebody else saved takes the place of a text in which nothing was typed.
const follow = (e) => {
  if (!open || entryOf(open.row.dataset.node, open.lang) || open.area.value.trim() !== open.base) return;
  const { selectionStart: from, selectionEnd: to } = open.area;
  open.area.value = open.base = e.detail;
  open.area.setSelectionRange(from, to);
  grow(open.area);
};

const changed = () => {
  const { row, lang, area, base } = open;
  grow(area);
  clearTimeout(open.timer);
  const text = area.value.trim();
  const entry = entryOf(row.dataset.node, lang);
  if (!entry && text === base) return;
  if (entry && !entry.busy && !entry.sent && text === entry.base) {
    forget(entry);
    return;
  }
  const taken = take(row.dataset.node, lang, base, text);
  open.timer = setTimeout(() => send(taken), idle);
};

/** Saves what is written, and answers when it is saved. */
export const save = async () => {
  if (!open) return true;
  clearTimeout(open.timer);
  const entry = entryOf(open.row.dataset.node, open.lang);
  return entry ? send(entry) : true;
};

/** Leaves the text: it is saved, and shown as it stands until the server shows it. */
export const leave = (focus = false) => {
  if (!open) return;
  const { row, cell, area } = open;
  cell.removeEventListener('theirs', follow);
  save();
  const text = area.value.trim();
  cell.classList.remove('writing');
  cell.dataset.source = text;
  cell.replaceChildren(...text.split(/\n{2,}/).map((part) => make('p', '', part)));
  if (!text) cell.replaceChildren(make('p', 'notext', say('not_found')));
  open = null;
  if (focus) choose(row);
};

/** The cursor within the text, in characters. */
export const cursor = () => (open ? [...open.area.value.slice(0, open.area.selectionStart)].length : 0);

/** What is written goes on from what was saved. */
export const goOn = (entry) => {
  if (open?.row.dataset.node === entry.node && open.lang === entry.lang) open.base = entry.base;
};

on.both = (entry, theirs, redline) => {
  const row = rowOf(entry.node);
  if (!row) return;
  const mine = () => (open?.row === row && open.lang === entry.lang ? open.area.value.trim() : entry.text);
  ask(row, entry, theirs, redline, mine, (text) => {
    if (open?.row === row && open.lang === entry.lang) {
      open.area.value = text;
      open.base = text;
      grow(open.area);
      open.area.focus();
      return;
    }
    const cell = cellOf(row, entry.lang);
    cell.dataset.source = text;
    cell.replaceChildren(make('p', '', text));
    choose(row);
  });
};

on.gone = (entry) => {
  if (open?.row.dataset.node === entry.node) open = null;
  orphan(document.getElementById('editor-said'), entry, () => forget(entry));
};

/** Offers what was kept in this browser and never saved. */
export const offer = () => {
  for (const old of kept()) {
    const row = rowOf(old.node);
    if (row && sourceOf(cellOf(row, old.lang) ?? row) === old.text) {
      drop(old);
      continue;
    }
    const place = document.getElementById('editor-said');
    if (!row || !cellOf(row, old.lang)) {
      orphan(place, old, () => drop(old));
      continue;
    }
    const panel = make('section', 'notice warn keptwords', make('p', '', say('kept_title')), make('p', '', say('kept_words', { node: nameOf(row) })));
    const text = make('p', 'words', old.text);
    text.lang = old.lang;
    const close = () => { panel.remove(); drop(old); };
    panel.append(text, make('div', 'actions', button(say('kept_take'), () => { close(); takeUp(row, old); }), button(say('kept_drop'), close)));
    place.append(panel);
  }
};

const takeUp = (row, old) => {
  tell('');
  const entry = take(old.node, old.lang, old.base, old.text);
  entry.sent = old.sent;
  write(row, old.lang);
  send(entry);
};
