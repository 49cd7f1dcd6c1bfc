// Saving: one text after the other, the same submission again until it is answered, and what is typed meanwhile after it.

import { fresh, post, say, state } from './editor-page.js';
import { drop, keep } from './editor-kept.js';

const retries = [2000, 4000, 8000, 15000];
const clock = new Intl.DateTimeFormat(document.documentElement.lang, { hour: '2-digit', minute: '2-digit' });
const under = new Map(); // entries that are not saved, by node and language

export const keyOf = ({ node, lang }) => `${node}/${lang}`;
export const pending = () => under.size;
export const entryOf = (node, lang) => under.get(keyOf({ node, lang }));

/** What happens when a text was saved, or somebody else was faster, or the entry is gone. The page sets it. */
export const on = { saved() {}, both() {}, gone() {}, ended() {} };

/** Takes a text that differs from what is saved. It is kept in the browser at once and sent when send is called. */
export const take = (node, lang, base, text) => {
  let entry = under.get(keyOf({ node, lang }));
  if (!entry) {
    entry = { node, lang, base, text, tries: 0 };
    under.set(keyOf(entry), entry);
  }
  entry.text = text;
  keep(entry);
  return entry;
};

/** Forgets a text: it is what is saved. */
export const forget = (entry) => {
  clearTimeout(entry.timer);
  under.delete(keyOf(entry));
  drop(entry);
};

/** Sends a text, and answers when it is saved; false when it cannot be for now. */
export const send = async (entry) => {
  if (entry.busy) return entry.busy;
  if (entry.both) return false;
  clearTimeout(entry.timer);
  entry.busy = attempt(entry);
  const done = await entry.busy;
  entry.busy = null;
  if (done && under.has(keyOf(entry))) return send(entry); // typed on meanwhile
  return done;
};

const attempt = async (entry) => {
  if (!entry.sent) entry.sent = { submission: fresh(), base: entry.base, text: entry.text };
  keep(entry);
  state(say('saving'));
  const { submission, base, text } = entry.sent;
  let answer;
  try {
    answer = await post(`/nodes/${entry.node}/text`, { submission, [`base_${entry.lang}`]: base, [`text_${entry.lang}`]: text });
  } catch {
    return later(entry, 'unsaved_line');
  }
  switch (answer.status) {
    case 200: return saved(entry, answer.told);
    case 409: return both(entry, answer.told);
    case 404: case 410:
      entry.sent = null;
      state(say('unsaved_other'), true);
      on.gone(entry);
      return false;
    case 401: case 403: return later(entry, 'unsaved_person');
    case 422:
      entry.sent = null;
      state(answer.told.errors?.[0]?.message ?? say('unsaved_other'), true);
      return false;
  }
  return later(entry, 'unsaved_other');
};

const saved = (entry, told) => {
  entry.base = entry.sent.text;
  entry.sent = null;
  entry.tries = 0;
  if (entry.text === entry.base) forget(entry);
  else keep(entry);
  state(say('saved', { time: clock.format(new Date()) }));
  on.saved(entry, told);
  return true;
};

const both = (entry, told) => {
  const { saved: theirs, redline } = told.texts?.[entry.lang] ?? {};
  entry.sent = null;
  if (theirs === undefined) return later(entry, 'unsaved_other');
  entry.both = true;
  state(say('unsaved_other'), true);
  on.both(entry, theirs, redline);
  return false;
};

const later = (entry, word) => {
  state(say(word), true);
  entry.timer = setTimeout(() => send(entry), retries[Math.min(entry.tries++, retries.length - 1)]);
  return false;
};

/** Ends a choice between two texts: from now on the writer's text is made from theirs. */
export const settle = (entry, theirs, text) => {
  entry.both = false;
  entry.base = theirs;
  entry.text = text;
  if (text === theirs) {
    forget(entry);
    return Promise.resolve(true);
  }
  keep(entry);
  return send(entry);
};

addEventListener('online', () => under.forEach((entry) => send(entry)));
