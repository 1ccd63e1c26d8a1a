// The pages of the reference target. They only carry forms; looks are of no concern here.

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

function page(title: string, body: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title}</title></head><body><h1>${title}</h1>${body}</body></html>`;
}

function form(action: string, content: string): string {
  return `<form method="post" action="${escapeHtml(action)}">${content}</form>`;
}

function button(value: string): string {
  return `<button type="submit" name="action" value="${value}">${value}</button>`;
}

export interface SignIn {
  readonly action: string;
  /** What the client says of itself. */
  readonly client: Readonly<Record<string, unknown>>;
  readonly loginHint: string;
  readonly refused: boolean;
}

/** Registration §2: a picture, and what is to be read before. */
function aboutClient({ logo_uri: logo, policy_uri, tos_uri }: SignIn['client']): string {
  const link = (uri: unknown): string =>
    typeof uri === 'string' ? `<a href="${escapeHtml(uri)}">${escapeHtml(uri)}</a>` : '';
  const picture = typeof logo === 'string' ? `<img src="${escapeHtml(logo)}" alt="">` : '';
  return picture + link(policy_uri) + link(tos_uri);
}

export function signInPage({ action, client, loginHint, refused }: SignIn): string {
  const fields = `<input type="text" name="username" value="${escapeHtml(loginHint)}"><input type="password" name="password">`;
  const note = refused ? '<p>Wrong name or password.</p>' : '';
  return page(
    'Sign in',
    aboutClient(client) + note + form(action, `${fields}<button type="submit">Sign in</button>`),
  );
}

export function consentPage(action: string, client: string, scopes: string): string {
  const text = `<p>${escapeHtml(client)} asks for ${escapeHtml(scopes)}</p>`;
  return page('Allow access', text + form(action, button('approve') + button('deny')));
}

export function accountPage(action: string): string {
  return page('Choose an account', form(action, button('continue') + button('switch')));
}

export function deviceCodePage(inputForm: string): string {
  return page('Device', `${inputForm}<button type="submit" form="op.deviceInputForm">Continue</button>`);
}

/** Two forms instead of one, so that deciding looks as on any other consent page. */
export function deviceConfirmPage(confirmForm: string, userCode: string): string {
  const approve = confirmForm.replace('</form>', `${button('approve')}</form>`);
  const deny = confirmForm
    .replace('name="confirm"', 'name="abort"')
    .replace('op.deviceConfirmForm', 'deny')
    .replace('</form>', `${button('deny')}</form>`);
  return page('Confirm device', `<p>${escapeHtml(userCode)}</p>${approve}${deny}`);
}

export function logoutPage(logoutForm: string): string {
  return page(
    'Sign out',
    `${logoutForm}<button type="submit" form="op.logoutForm" name="logout" value="yes">Sign out</button>`,
  );
}

export function plainPage(title: string, text = ''): string {
  return page(escapeHtml(title), `<p>${escapeHtml(text)}</p>`);
}
