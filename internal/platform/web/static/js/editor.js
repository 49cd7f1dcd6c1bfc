// The editor of a working draft: keys, buttons, and what they do. Without it the outline leads to the forms of its entries.

import { address, edits, lead, list, post, root, say, tell } from './editor-page.js';
import { choose, current, find, fold, rowOf, rows, show, step } from './editor-rows.js';
import { cursor, goOn, leave, nodeOfWriting, offer, save, write, writing } from './editor-text.js';
import { at, begin, poll } from './editor-poll.js';
import { on } from './editor-save.js';

on.saved = (entry, told) => {
  goOn(entry);
  const row = rowOf(entry.node);
  if (row) row.dataset.version = told.version;
  poll();
};

// Acts wait for each other, so that a key held down moves an entry step by step.
let line = Promise.resolve();

/** Sends an act on the draft, shows what it changed, and goes to the entry that it is about. */
const act = (path, fields, then = choose) => {
  line = line.then(async () => {
    tell('');
    let answer;
    try {
      answer = await post(path, typeof fields === 'function' ? fields() : fields);
    } catch {
      tell(say('unsaved_line'));
      return;
    }
    await poll();
    if (answer.status !== 200) tell(answer.told.errors?.map((e) => e.message).join(' ') || answer.told.title);
    else if (answer.told.node && rowOf(answer.told.node)) then(rowOf(answer.told.node));
  });
  return line;
};

const onNode = (what, fields, then) => {
  const row = writing()?.row ?? current();
  if (row) act(`/nodes/${row.dataset.node}${what}`, () => ({ version: row.dataset.version, ...fields }), then);
};

const saved = async () => {
  if (await save()) return true;
  return false;
};

const split = async () => {
  const open = writing();
  if (!open) {
    write(current());
    return;
  }
  const place = cursor();
  if (!await saved()) return;
  leave();
  onNode('/split', { [`at_${open.lang}`]: place }, (row) => write(row, open.lang, 0));
};

const merge = async () => {
  const lang = writing()?.lang ?? lead;
  const inText = Boolean(writing());
  if (!await saved()) return;
  leave();
  onNode('/merge', {}, (row) => { if (inText) write(row, lang); else choose(row); });
};

const add = async () => {
  if (!await saved()) return;
  leave();
  act('/nodes', () => ({ after: current().dataset.node }), (row) => write(row));
};

const does = {
  edit: () => write(current()),
  add,
  up: () => onNode('/move', { where: 'up' }),
  down: () => onNode('/move', { where: 'down' }),
  back: () => onNode('/move', { where: 'back' }),
  on: () => onNode('/move', { where: 'on' }),
  split, merge,
  undo: async () => { if (await saved()) { leave(); act('/undo', { how: 'undo' }); } },
  redo: async () => { if (await saved()) { leave(); act('/undo', { how: 'redo' }); } },
  remark: () => { const row = current(); if (row) location.href = `${address}/remarks?node=${row.dataset.node}`; },
  help: () => document.getElementById('editor-help').showModal(),
};

/** What a key asks for, "" for nothing. */
const asked = (e, inText) => {
  const ctrl = e.ctrlKey || e.metaKey;
  if (e.altKey && !ctrl) {
    return { ArrowUp: 'up', ArrowDown: 'down', ArrowLeft: 'back', ArrowRight: 'on', Enter: 'split', Backspace: 'merge' }[e.key] ?? '';
  }
  if (ctrl && e.key === 'Enter') return 'add';
  if (inText) return '';
  if (ctrl && e.key.toLowerCase() === 'z') return e.shiftKey ? 'redo' : 'undo';
  if (ctrl) return '';
  return { Enter: 'edit', '?': 'help' }[e.key] ?? '';
};

const walk = (e) => {
  switch (e.key) {
    case 'ArrowUp': step(-1); break;
    case 'ArrowDown': step(1); break;
    case 'ArrowLeft': fold(current(), true); break;
    case 'ArrowRight': fold(current(), false); break;
    default: return;
  }
  e.preventDefault();
};

const keys = (e) => {
  const elsewhere = e.target.closest('input, select, dialog, .bothtexts, .keptwords, summary');
  if (elsewhere || e.isComposing) return;
  const inText = e.target.matches('textarea');
  const inList = list?.contains(e.target) ?? false;
  if (e.key === '/' && !inText && !e.ctrlKey && !e.altKey) {
    e.preventDefault();
    document.getElementById('find').focus();
    return;
  }
  if (e.key === 'Escape' && inText) {
    leave(true);
    return;
  }
  const what = asked(e, inText);
  const anywhere = ['help', 'undo', 'redo'].includes(what);
  if (what && (inList || anywhere)) {
    if (what === 'edit' && e.target.closest('button, .marks, .said')) return;
    e.preventDefault();
    does[what]();
  } else if (inList && !inText && !e.altKey && !e.ctrlKey && !e.metaKey) walk(e);
};

const click = (e) => {
  const row = e.target.closest('#outline > li');
  if (!row || e.target.closest('.twist, .marks, .bothtexts, textarea, .said a') || e.ctrlKey || e.metaKey || e.shiftKey) return;
  const cell = e.target.closest('.said');
  if (!cell && !e.target.closest('.name a')) return;
  if (getSelection()?.toString() && cell) return;
  e.preventDefault();
  write(row, cell?.dataset.lang ?? lead);
};

if (list) {
  show();
  document.getElementById('find')?.addEventListener('input', (e) => {
    document.getElementById('editor-found').textContent = e.target.value.trim() ? say('found', { count: find(e.target.value) }) : (find(''), '');
  });
}
if (list && edits) {
  for (const row of rows()) row.querySelector('.name a').tabIndex = -1;
  choose(rows()[0], false);
  root.addEventListener('keydown', keys);
  list.addEventListener('click', click);
  list.addEventListener('focusin', (e) => {
    const row = e.target.closest('li[data-node]');
    if (row && row !== current()) choose(row, false);
    at(nodeOfWriting() || row?.dataset.node || '');
  });
  const bar = document.getElementById('editor-bar');
  bar.hidden = false;
  bar.addEventListener('mousedown', (e) => e.preventDefault()); // the text that is written keeps its cursor
  bar.addEventListener('click', (e) => does[e.target.closest('button')?.dataset.do]?.());
  addEventListener('pagehide', () => save());
  offer();
}
begin();
