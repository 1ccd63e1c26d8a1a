// Small comforts; every page works without them.
const all = (selector) => document.querySelectorAll(selector);

for (const button of all('[data-reveal]')) {
  const field = document.getElementById(button.dataset.reveal);
  button.hidden = false;
  button.addEventListener('click', () => {
    const reveal = field.type === 'password';
    field.type = reveal ? 'text' : 'password';
    for (const face of button.querySelectorAll('[data-face]'))
      face.hidden = (face.dataset.face === 'show') === reveal;
    field.focus();
  });
  // The browser must see a password field again to offer saving it.
  field.form.addEventListener('submit', () => {
    field.type = 'password';
  });
}

for (const button of all('[data-copy]')) {
  if (navigator.clipboard === undefined) break;
  const label = button.textContent;
  button.hidden = false;
  button.setAttribute('aria-live', 'polite');
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
    button.textContent = button.dataset.copied;
    setTimeout(() => {
      button.textContent = label;
    }, 2000);
  });
}

// The search of the reference, while it is typed
for (const field of all('[data-narrows]')) {
  field.addEventListener('input', () => {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const each of all('[data-narrowed]'))
      each.hidden = !words.every((word) => each.dataset.narrowed.includes(word));
    for (const group of all('[data-narrowed-group]'))
      group.hidden = group.querySelector('[data-narrowed]:not([hidden])') === null;
  });
}

for (const field of all('[data-user-code]')) {
  field.addEventListener('input', (event) => {
    const atEnd = field.selectionStart === field.value.length;
    const bare = field.value.toUpperCase().replace(/[^A-Z0-9]/g, '');
    const deleting = event.inputType?.startsWith('delete') ?? false;
    const dash = bare.length > 4 || (bare.length === 4 && !deleting);
    const shown = dash ? `${bare.slice(0, 4)}-${bare.slice(4)}` : bare;
    // Rewriting while the caret stands inside would throw it to the end.
    if (atEnd && shown !== field.value) field.value = shown;
  });
}

// A second click while the first is on its way says nothing new; after a while the network may have lost it.
let sent = null;
document.addEventListener('submit', (event) => {
  const by = event.submitter ?? event.target;
  if (event.target.method !== 'post') return;
  if (sent === by) event.preventDefault();
  sent = by;
  setTimeout(() => {
    sent = null;
  }, 10_000);
});
// Shown again from memory, as by the back button: nothing is on its way any more.
window.addEventListener('pageshow', () => {
  sent = null;
});

const wrong = document.querySelector('[aria-invalid="true"]') ?? document.querySelector('[data-failure]');
wrong?.focus();

const close = document.querySelector('[data-close]')?.dataset.close;

// What was done floats over the page for a while, and longer while somebody is at it. What went wrong stays.
for (const toast of all('[data-toast]')) {
  history.replaceState(null, '', location.pathname);
  toast.classList.add('toast');
  const leave = () => (toast.matches(':hover') ? setTimeout(leave, 2000) : toast.remove());
  setTimeout(leave, 8000);
}
for (const failure of close === undefined ? [] : all('.notice[role="alert"]')) {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'dismiss';
  button.textContent = '×';
  button.setAttribute('aria-label', close);
  button.addEventListener('click', () => {
    failure.remove();
    document.getElementById('content').focus();
  });
  failure.append(button);
}

// What ends something asks on a page of its own; here the same words stand over the page that leads there.
async function ask(link) {
  const answer = await fetch(link.href, { cache: 'no-store' });
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const form = page.querySelector('form.ask');
  if (answer.redirected || !answer.ok || form === null) throw new Error('there is nothing to ask');
  for (const part of form.querySelectorAll('[id], [for], [aria-describedby]'))
    for (const name of ['id', 'for', 'aria-describedby'])
      if (part.hasAttribute(name)) part.setAttribute(name, `asked-${part.getAttribute(name)}`);
  const dialog = document.createElement('dialog');
  const title = document.createElement('h1');
  title.id = 'asked';
  title.textContent = page.querySelector('h1').textContent;
  form.className = 'fields';
  dialog.className = 'dialog';
  dialog.setAttribute('aria-labelledby', 'asked');
  dialog.append(title, form);
  dialog.addEventListener('close', () => dialog.remove());
  const cancel = form.querySelector('.ask-actions a');
  cancel.addEventListener('click', (event) => {
    event.preventDefault();
    dialog.close();
  });
  document.body.append(dialog);
  dialog.showModal();
  // Never on the button that ends it: a key held down would press it.
  (form.querySelector('input:not([type="hidden"])') ?? cancel).focus();
}
document.addEventListener('click', (event) => {
  const link = event.target.closest('a.revoke, a[data-ask]');
  if (link === null || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  ask(link).catch(() => location.assign(link.href));
});

document.addEventListener('keydown', (event) => {
  const { key, target } = event;
  if (key === 'Escape') {
    const open = document.querySelector('details:is(.menu, .switches)[open]');
    if (open === null) return;
    open.open = false;
    open.querySelector('summary').focus();
  }
  const isTyping = target.closest('input, textarea, select, dialog') !== null;
  const isOff = document.documentElement.dataset.shortcuts === 'off';
  if (isOff || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
  const search = document.querySelector('[data-search]');
  if (key === '?') document.getElementById('shortcut-list')?.showModal();
  if (key !== '/' || search === null) return;
  event.preventDefault();
  search.select();
});

const reload = document.querySelector('[data-reload-after]');
if (reload !== null) setTimeout(() => location.reload(), Number(reload.dataset.reloadAfter) * 1000);

const onward = document.querySelector('[data-continue]');
if (onward !== null) {
  const leave = () => location.replace(onward.href);
  // The window has loaded once all its frames have.
  window.addEventListener('load', leave);
  setTimeout(leave, 3000);
}

// What a passkey answers is posted like any other form.
const { SimpleWebAuthnBrowser: webauthn } = window;
const speaks = webauthn?.browserSupportsWebAuthn() ?? false;

for (const button of speaks ? all('[data-passkey]') : []) {
  const { form } = button;
  const { action, options, optionsPath, passkey } = button.dataset;
  const failure = form.querySelector('[data-passkey-failure]');
  const told = async () =>
    options === undefined ? (await fetch(optionsPath, { cache: 'no-store' })).json() : JSON.parse(options);
  const ask = async (more) => {
    const question = { optionsJSON: await told(), ...more };
    return passkey === 'make' ? webauthn.startRegistration(question) : webauthn.startAuthentication(question);
  };
  const post = (answer) => {
    form.elements.credential.value = JSON.stringify(answer);
    // A password is typed for another way.
    for (const field of form.querySelectorAll('[type="password"], [name="code"]')) field.disabled = true;
    form.action = action;
    form.submit();
  };
  button.hidden = false;
  button.addEventListener('click', async () => {
    failure.hidden = true;
    if (passkey === 'make' && !form.reportValidity()) return;
    try {
      post(await ask());
    } catch {
      failure.hidden = false;
    }
  });
  // A challenge is good for five minutes, and the page may stand open for longer.
  const offer = async () => {
    if (!(await webauthn.browserSupportsWebAuthnAutofill())) return;
    const again = setTimeout(offer, 240_000);
    try {
      post(await ask({ useBrowserAutofill: true }));
    } catch {
      // Another question took its place, or nobody took it up.
    }
    window.addEventListener('pagehide', () => clearTimeout(again));
  };
  if (button.dataset.autofill !== undefined) offer();
}

// What was typed stays when the page comes back in another language; never a password.
const typed = () =>
  [...all('main :is(input, textarea, select)')].filter(({ type }) => !['hidden', 'password'].includes(type));
for (const form of all('[data-keeps]'))
  form.addEventListener('submit', () => {
    const values = typed().map(({ name, value, checked }) => [name, value, checked]);
    sessionStorage.setItem('typed', JSON.stringify([location.pathname, values]));
  });
const [typedAt, values = []] = JSON.parse(sessionStorage.getItem('typed') ?? '[]');
sessionStorage.removeItem('typed');
if (typedAt === location.pathname)
  typed().forEach((field, index) => {
    const [name, value, checked] = values[index] ?? [];
    if (name !== field.name) return;
    if (['checkbox', 'radio'].includes(field.type)) field.checked = checked;
    else field.value = value;
  });
