import { type Html, html } from '../markup/html.ts';
import { type BrowserName, browserWords } from '../parts/browser.ts';
import { type Locale, momentIn, type PlainKey, type Text, textIn } from '../text/catalogue.ts';

/** What a kind of message ends in, where those words are not its own. */
type Ending = {
  /** null: there is nothing to open. */
  readonly action?: PlainKey | null;
  readonly notYou?: PlainKey;
  /** `address`: nobody has an account for it, or none yet. */
  readonly because?: 'account' | 'address';
};

const ownEnding: Ending = {};
const security = 'mail_security_not_you';
const factor: Ending = { action: 'mail_see_factors', notYou: security };
const connection: Ending = { action: 'mail_see_connections', notYou: security };
const misuse: Ending = { action: 'mail_see_authorizations', notYou: 'mail_misuse_not_you' };
const app: Ending = { action: 'mail_see_app', notYou: 'mail_app_not_you' };

const endings = {
  forgot_password: ownEnding,
  invitation: ownEnding,
  password_reset: ownEnding,
  verify_address: ownEnding,
  address_changed: ownEnding,
  password_changed: ownEnding,
  new_browser: ownEnding,
  factor_added: factor,
  factor_removed: factor,
  recovery_codes_made: factor,
  factors_reset: { ...factor, notYou: 'mail_not_expected' },
  connection_added: connection,
  connection_removed: connection,
  refresh_reused: misuse,
  code_replayed: misuse,
  account_locked: { action: 'mail_see_activity' },
  app_approved: app,
  app_declined: app,
  change_accepted: app,
  change_declined: app,
  digest: { action: 'mail_see_administration' },
  sign_in_code: { action: null },
  sign_up: { because: 'address' },
  sign_up_known: ownEnding,
  sign_up_approved: { action: 'mail_sign_up_known_action', notYou: 'mail_not_expected' },
  sign_up_declined: { action: null, notYou: 'mail_not_expected', because: 'address' },
} as const satisfies Readonly<Record<string, Ending>>;

export type MessageKind = keyof typeof endings;

export const digestLines = ['provider', 'keys', 'audit', 'cleanup'] as const;
/** What administrators are told of; `provider`: which, where it is about one. */
export type DigestLine = { readonly line: (typeof digestLines)[number]; readonly provider?: string };

export type MessageModel = {
  readonly kind: MessageKind;
  readonly username: string;
  /** Where it goes. */
  readonly address: string;
  /** Where its one action leads; absent: it has none. */
  readonly link?: string | undefined;
  /** Digits to type in place of following the link, or alone. */
  readonly code?: string | undefined;
  /** Epoch seconds until which link and code work, where they are for this message alone. */
  readonly until?: number | undefined;
  /** Epoch seconds of what it tells of. */
  readonly at: number;
  readonly from?: string | undefined;
  readonly browser?: BrowserName | undefined;
  /** The address that took the place of this one, where there is one. */
  readonly otherAddress?: string | undefined;
  readonly factor?: 'totp' | 'passkey' | undefined;
  /** Which application, and which provider, it is about. */
  readonly client?: string | undefined;
  readonly provider?: string | undefined;
  readonly digest?: readonly DigestLine[] | undefined;
};

export type MessageFrame = { readonly locale: Locale; readonly siteName: string };

/** A message in plain text and in HTML of the same words. */
export type Message = { readonly subject: string; readonly text: string; readonly html: Html };

type Block =
  | { readonly kind: 'sentence' | 'quiet' | 'code'; readonly text: string }
  | { readonly kind: 'list'; readonly lines: readonly string[] }
  | { readonly kind: 'action'; readonly label: string; readonly link: string };

/** One action, why it was sent, and what to do if it was somebody else; nothing remote in it (mail.md M-4). */
export function mailMessage(model: MessageModel, { locale, siteName: site }: MessageFrame): Message {
  const text = textIn(locale);
  const named = namesIn(model, site, text);
  const ending: Ending = endings[model.kind];
  const subject = text(`mail_${model.kind}_subject`, named);
  const because = ending.because === 'address' ? 'mail_why_address' : 'mail_why';
  const why = text(because, { ...named, address: model.address });
  const blocks: readonly Block[] = [
    { kind: 'sentence', text: leadOf(model, named, text) },
    ...listed(digestOf(model, text)),
    ...listed(factsOf(model, locale, text)),
    ...actionOf(model, ending, text),
    ...codeOf(model, locale, text),
    { kind: 'sentence', text: text(ending.notYou ?? ownWords(model.kind, 'not_you')) },
  ];
  return {
    subject,
    text: `${[...blocks.map(asText), `-- \n${why}`].join('\n\n')}\n`,
    html: document({ locale, subject }, [
      html`<h1>${subject}</h1>`,
      blocks.map((block) => asHtml(block, text('mail_copy'))),
      html`<p class="quiet end">${why}</p>`,
    ]),
  };
}

const ownWords = (kind: MessageKind, part: 'action' | 'not_you'): PlainKey =>
  `mail_${kind}_${part}` as PlainKey;

type Names = Readonly<Record<'name' | 'site' | 'other' | 'client' | 'provider' | 'what', string>>;

const namesIn = (model: MessageModel, site: string, text: Text): Names => ({
  ...{ name: model.username, site, other: model.otherAddress ?? '' },
  ...{ client: model.client ?? '', provider: model.provider ?? '' },
  what: model.factor === undefined ? '' : text(`mail_factor_${model.factor}`),
});

const leadOf = ({ kind, otherAddress }: MessageModel, named: Names, text: Text): string =>
  kind === 'address_changed' && otherAddress === undefined
    ? text('mail_address_changed_removed', named)
    : text(`mail_${kind}_lead`, named);

const digestOf = ({ digest = [] }: MessageModel, text: Text): readonly string[] =>
  digest.map(({ line, provider = '' }) => text(`mail_digest_${line}`, { provider }));

/** When, from where and with what, where it tells of something that was done. */
function factsOf({ at, from, browser }: MessageModel, locale: Locale, text: Text): readonly string[] {
  if (from === undefined) return [];
  return [
    text('mail_when', { when: momentIn(locale, at) }),
    text('mail_from', { address: from }),
    ...(browser === undefined ? [] : [text('mail_by', { browser: browserWords(browser, text) })]),
  ];
}

const listed = (lines: readonly string[]): readonly Block[] =>
  lines.length === 0 ? [] : [{ kind: 'list', lines }];

function actionOf({ kind, link }: MessageModel, { action }: Ending, text: Text): readonly Block[] {
  if (link === undefined || action === null) return [];
  return [{ kind: 'action', label: text(action ?? ownWords(kind, 'action')), link }];
}

/** How long what is in the message works, and its code: alone, or beside the link. */
function codeOf({ link, code, until }: MessageModel, locale: Locale, text: Text): readonly Block[] {
  const shown = code === undefined ? '' : `${code.slice(0, 4)} ${code.slice(4)}`;
  const works = until === undefined ? '' : momentIn(locale, until);
  if (link === undefined && code !== undefined)
    return [
      { kind: 'code', text: text('mail_code', { code: shown }) },
      { kind: 'quiet', text: text('mail_code_until', { until: works }) },
    ];
  return [
    ...(until === undefined ? [] : [{ kind: 'quiet', text: text('mail_until', { until: works }) } as const]),
    ...(code === undefined
      ? []
      : [{ kind: 'sentence', text: text('mail_code_elsewhere', { code: shown }) } as const]),
  ];
}

function asText(block: Block): string {
  switch (block.kind) {
    case 'list':
      return block.lines.join('\n');
    case 'action':
      return `${block.label}:\n${block.link}`;
    default:
      return block.text;
  }
}

function asHtml(block: Block, copy: string): Html {
  switch (block.kind) {
    case 'list':
      return html`<ul>${block.lines.map((line) => html`<li>${line}</li>`)}</ul>`;
    case 'action':
      return html`<p><a class="action" href="${block.link}">${block.label}</a></p>
<p class="quiet">${copy}<br><a href="${block.link}">${block.link}</a></p>`;
    case 'sentence':
      return html`<p>${block.text}</p>`;
    default:
      return html`<p class="${block.kind}">${block.text}</p>`;
  }
}

/** Programs that show mail know no stylesheet of ours: the few rules stand inside. */
const document = (
  { locale, subject }: { readonly locale: Locale; readonly subject: string },
  parts: readonly (Html | readonly Html[] | false)[],
): Html => html`<!doctype html>
<html lang="${locale}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${subject}</title><style>:root{color-scheme:light dark}
body{margin:0;padding:24px 12px;background:#f6f8f8;color:#14201f;font:16px/1.5 system-ui,sans-serif}
main{max-width:520px;margin:0 auto;padding:24px;background:#fff;border-radius:10px;overflow-wrap:anywhere}
h1{margin:0 0 16px;font-size:22px;line-height:1.3}
ul{padding-left:20px}
a{color:#0f766e}
.action{display:inline-block;padding:10px 18px;border-radius:6px;background:#0f766e;color:#fff;text-decoration:none}
.quiet{color:#566463;font-size:14px}
.code{font-size:24px;font-weight:600;font-variant-numeric:tabular-nums}
.end{margin:24px 0 0;padding-top:16px;border-top:1px solid #dbe2e2}
@media (prefers-color-scheme:dark){body{background:#0e1514;color:#e6eeed}main{background:#151d1c}a{color:#5ad1c3}
.action{background:#5ad1c3;color:#04201d}.quiet{color:#a3b1af}.end{border-color:#2b3736}}</style></head>
<body><main>
${parts}
</main></body></html>
`;
