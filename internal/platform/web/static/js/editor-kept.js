// What was typed and is not yet known to be saved stays in this browser: over a lost line, a reload, a crash.

import { draft, windowID, writer } from './editor-page.js';

const prefix = `sampan.draft/${draft}/${writer}/`;
const own = (entry) => `${prefix}${windowID}/${entry.node}/${entry.lang}`;

/** Keeps an entry: node, lang, base (what the writer began from), text, and what is under way to the server. */
export const keep = ({ node, lang, base, text, sent }) => {
  const key = own({ node, lang });
  try {
    localStorage.setItem(key, JSON.stringify({ node, lang, base, text, sent, at: Date.now() }));
  } catch {
    return false; // the browser keeps nothing; the page still has it
  }
  return true;
};

export const drop = (entry) => {
  try {
    localStorage.removeItem(entry.key ?? own(entry));
  } catch { /* there is nothing to remove then */ }
};

/** Every text of this person and draft that is kept, of whichever window. */
export const kept = () => {
  const all = [];
  try {
    for (let i = 0; i < localStorage.length; i++) {
      const key = localStorage.key(i);
      if (key.startsWith(prefix)) all.push({ ...JSON.parse(localStorage.getItem(key)), key });
    }
  } catch { /* a browser that keeps nothing has nothing to offer */ }
  return all.sort((a, b) => a.at - b.at);
};
