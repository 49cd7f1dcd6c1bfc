// Signing in, proving again and registering with a passkey. Without this script, or a browser that has no passkeys, the
// buttons stay hidden and the forms beside them do.

const bytes = (s) => Uint8Array.from(atob(s.replace(/-/g, '+').replace(/_/g, '/')), (c) => c.charCodeAt(0));
const text = (b) => btoa(String.fromCharCode(...new Uint8Array(b))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');

const post = async (url, body) => {
  const answer = await fetch(url, {
    method: 'POST', headers: { 'Content-Type': 'application/json', Accept: 'application/json' }, body: JSON.stringify(body),
  });
  const told = await answer.json();
  if (!answer.ok) throw new Error(told.errors?.[0]?.message ?? told.title);
  return told;
};

const listed = (all) => (all ?? []).map((c) => ({ ...c, id: bytes(c.id) }));

const get = async ({ publicKey: o }) => {
  const c = await navigator.credentials.get({
    publicKey: { ...o, challenge: bytes(o.challenge), allowCredentials: listed(o.allowCredentials) },
  });
  return {
    id: c.id, rawId: text(c.rawId), type: c.type, clientExtensionResults: c.getClientExtensionResults(),
    response: {
      clientDataJSON: text(c.response.clientDataJSON), authenticatorData: text(c.response.authenticatorData),
      signature: text(c.response.signature), userHandle: c.response.userHandle ? text(c.response.userHandle) : undefined,
    },
  };
};

const create = async ({ publicKey: o }) => {
  const c = await navigator.credentials.create({
    publicKey: {
      ...o, challenge: bytes(o.challenge), user: { ...o.user, id: bytes(o.user.id) }, excludeCredentials: listed(o.excludeCredentials),
    },
  });
  return {
    id: c.id, rawId: text(c.rawId), type: c.type, clientExtensionResults: c.getClientExtensionResults(),
    response: {
      clientDataJSON: text(c.response.clientDataJSON), attestationObject: text(c.response.attestationObject),
      transports: c.response.getTransports?.() ?? [],
    },
  };
};

const showCodes = (box, codes, next) => {
  const list = box.querySelector('[data-codes]');
  for (const code of codes) list.append(Object.assign(document.createElement('li'), { textContent: code }));
  const on = box.querySelector('[data-next]');
  on.href = next;
  box.querySelector('[data-shown]').hidden = false;
  box.querySelector('[data-go]').hidden = true;
  list.focus();
};

// What waited for the proof goes on by itself; only a file has to be chosen again.
const sendOn = (form) => {
  const file = form.querySelector('input[type=file]');
  if (file) file.focus();
  else form.requestSubmit();
};

const run = async (box) => {
  const fault = box.querySelector('[data-fault]');
  fault.hidden = true;
  try {
    const fields = {};
    for (const input of box.closest('form')?.elements ?? []) {
      if (input.name && input.type !== 'password' && !input.name.startsWith('kept.')) fields[input.name] = input.value;
    }
    const options = await post(box.dataset.options, fields);
    const credential = box.dataset.passkey === 'create' ? await create(options) : await get(options);
    const done = await post(box.dataset.answer, { ...fields, credential });
    const kept = document.querySelector('form[data-kept]');
    if (done.codes) showCodes(box, done.codes, done.next);
    else if (kept) sendOn(kept);
    else location.assign(done.next);
  } catch (e) {
    fault.textContent = e instanceof DOMException ? fault.dataset.words : e.message;
    fault.hidden = false;
  }
};

if (window.PublicKeyCredential) {
  for (const box of document.querySelectorAll('[data-passkey]')) {
    box.hidden = false;
    box.querySelector('[data-go]').addEventListener('click', () => run(box));
  }
}
