// Two texts of one entry: the writer's and the one that somebody else saved meanwhile. Neither goes before the writer chooses.

import { button, make, say } from './editor-page.js';
import { settle } from './editor-save.js';

const box = (title, text, lang, className) => {
  const words = make('div', className, text);
  words.lang = lang;
  return make('div', 'half', make('h4', '', title), words);
};

/** Shows both texts below the entry. mine gives the writer's text as it stands; done is told which text was chosen. */
export const ask = (row, entry, theirs, redline, mine, done) => {
  row.querySelector('.bothtexts')?.remove();
  const third = make('textarea', '');
  third.lang = entry.lang;
  third.value = mine();
  third.rows = 4;
  third.setAttribute('aria-label', say('both_third'));
  const change = make('div', 'red');
  change.lang = entry.lang;
  change.innerHTML = redline; // made by the server, of nothing but escaped words and its own marks
  const panel = make('section', 'bothtexts', make('h3', '', say('both_title')), make('p', '', say('both_words')));
  const choose = async (text) => {
    panel.remove();
    await settle(entry, theirs, text);
    done(text);
  };
  panel.append(
    make('div', 'halves', box(say('both_mine'), mine(), entry.lang, 'words'), box(say('both_theirs'), theirs, entry.lang, 'words')),
    make('div', 'half', make('h4', '', say('both_redline')), change),
    make('div', 'actions', button(say('both_keep_mine'), () => choose(mine())), button(say('both_keep_theirs'), () => choose(theirs))),
    make('div', 'half', make('h4', '', say('both_third')), third),
    make('div', 'actions', button(say('both_keep_third'), () => choose(third.value.trim()))),
  );
  panel.setAttribute('aria-label', say('both_title'));
  panel.setAttribute('role', 'alertdialog');
  panel.removeAttribute('aria-modal');
  row.append(panel);
  panel.querySelector('button').focus({ preventScroll: true });
  panel.scrollIntoView({ block: 'nearest' });
};

/** Shows a text whose entry is gone, to be copied elsewhere. */
export const orphan = (place, entry, dropped) => {
  const words = make('textarea', '');
  words.value = entry.text;
  words.readOnly = true;
  words.lang = entry.lang;
  words.setAttribute('aria-label', say('both_mine'));
  const panel = make('section', 'bothtexts', make('p', '', say('both_gone')), words);
  panel.append(make('div', 'actions', button(say('kept_drop'), () => { panel.remove(); dropped(); })));
  place.append(panel);
};
