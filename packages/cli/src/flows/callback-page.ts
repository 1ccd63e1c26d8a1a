/** What the browser shows when it comes back. One page, no script, nothing loaded. */

import { createHash } from 'node:crypto';

export type CallbackOutcome =
  | { readonly kind: 'signed_in'; readonly server: string }
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'nothing_here' };

const style = `:root{color-scheme:light dark;font:1.0625rem/1.6 system-ui,sans-serif}
body{margin:0;min-height:100vh;display:grid;place-items:center;background:Canvas;color:CanvasText}
main{max-width:30rem;padding:2rem;text-align:center}
h1{font-size:1.5rem;line-height:1.25;margin:0 0 .75rem}
p{margin:0;opacity:.8;overflow-wrap:anywhere}
b{display:block;font-size:2.5rem;line-height:1;margin-bottom:1rem}`;

const styleHash = createHash('sha256').update(style).digest('base64');

export const pageHeaders: Readonly<Record<string, string>> = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${styleHash}'; frame-ancestors 'none'`,
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const wordsOf = (outcome: CallbackOutcome): readonly [sign: string, heading: string, text: string] => {
  switch (outcome.kind) {
    case 'signed_in':
      return ['✓', 'You are signed in', `grantor may now use ${outcome.server}. You can close this page.`];
    case 'failed':
      return [
        '✗',
        'That did not work',
        `${outcome.reason} The terminal says what to do. You can close this page.`,
      ];
    case 'nothing_here':
      return ['–', 'There is nothing here', 'This address only waits for the answer of a sign-in.'];
  }
};

export function callbackPage(outcome: CallbackOutcome): string {
  const [sign, heading, text] = wordsOf(outcome);
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${heading}</title>
<meta name="viewport" content="width=device-width"><style>${style}</style></head>
<body><main><b aria-hidden="true">${sign}</b><h1>${heading}</h1><p>${escapeHtml(text)}</p></main></body></html>`;
}
