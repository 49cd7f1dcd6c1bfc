// What the parts of the editor know of the page.

export const root = document.getElementById('editor');
export const list = document.getElementById('outline');
export const { address, draft, lead, beside, writer } = root.dataset;
export const edits = 'edits' in root.dataset;
export const wall = 'wall' in root.dataset;

const words = {};
for (const p of document.getElementById('editor-words')?.content.children ?? []) words[p.dataset.word] = p.textContent;

/** The words of the page for something, with what belongs into them. */
export const say = (word, args = {}) => (words[word] ?? '').replace(/\{(\w+)\}/g, (mark, name) => args[name] ?? mark);

/** A random identifier as forms have one. */
export const fresh = () => {
  const b = crypto.getRandomValues(new Uint8Array(16));
  b[6] = (b[6] & 0x0f) | 0x40;
  b[8] = (b[8] & 0x3f) | 0x80;
  const hex = [...b].map((x) => x.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
};

/** This window, the same after it was loaded again. */
export const windowID = sessionStorage.getItem('sampan.window') ?? fresh();
sessionStorage.setItem('sampan.window', windowID);

/** Sends a form. An answer that is none at all, for want of a line, throws. */
export const post = async (path, fields) => {
  const body = new URLSearchParams({ submission: fresh(), writer, ...fields });
  const answer = await fetch(address + path, {
    method: 'POST', headers: { Accept: 'application/json' }, body, signal: AbortSignal.timeout(15000),
  });
  const told = await answer.json().catch(() => ({}));
  return { status: answer.status, told };
};

/** An element with a class and what is in it. */
export const make = (name, className, ...inside) => {
  const e = document.createElement(name);
  if (className) e.className = className;
  e.append(...inside);
  return e;
};

export const button = (text, press, className = 'btn sec small') => {
  const b = make('button', className, text);
  b.type = 'button';
  b.addEventListener('click', press);
  return b;
};

/** Tells the reader what cannot be done, or that it was done. */
export const tell = (text) => {
  const said = document.getElementById('editor-said');
  if (said) said.replaceChildren(text ? make('p', 'notice warn', text) : '');
};

/** Tells how saving stands. */
export const state = (text, bad = false) => {
  const s = document.getElementById('editor-state');
  if (!s) return;
  s.textContent = text;
  s.classList.toggle('bad', bad);
};

const names = new Intl.DisplayNames([document.documentElement.lang], { type: 'language', fallback: 'code' });
export const language = (lang) => names.of(lang);
