import { type Html, html } from '../markup/html.ts';
import { type BrowserName, browserWords } from '../parts/browser.ts';
import { type Locale, momentIn, type Text, textIn } from '../text/catalogue.ts';

export type MessageKind =
  | 'forgot_password'
  | 'invitation'
  | 'password_reset'
  | 'verify_address'
  | 'address_changed'
  | 'password_changed'
  | 'new_browser';

export type MessageModel = {
  readonly kind: MessageKind;
  readonly username: string;
  /** Where it goes. */
  readonly address: string;
  /** Where its one action leads. */
  readonly link: string;
  /** Epoch seconds until which the link works, where it is for this message alone. */
  readonly until?: number | undefined;
  /** Epoch seconds of what it tells of. */
  readonly at: number;
  readonly from?: string | undefined;
  readonly browser?: BrowserName | undefined;
  /** The address that took the place of this one, where there is one. */
  readonly otherAddress?: string | undefined;
};

export type MessageFrame = { readonly locale: Locale; readonly siteName: string };

/** A message in plain text and in HTML of the same words. */
export type Message = { readonly subject: string; readonly text: string; readonly html: Html };

/** One action, why it was sent, and what to do if it was somebody else; nothing remote in it (mail.md M-4). */
export function mailMessage(model: MessageModel, { locale, siteName: site }: MessageFrame): Message {
  const text = textIn(locale);
  const { kind, username: name, link, until } = model;
  const subject = text(`mail_${kind}_subject`, { site });
  const lead = leadOf(model, text);
  const action = text(`mail_${kind}_action`);
  const notYou = text(`mail_${kind}_not_you`);
  const facts = factsOf(model, locale, text);
  const works = until === undefined ? [] : [text('mail_until', { until: momentIn(locale, until) })];
  const why = text('mail_why', { address: model.address, name, site });
  const paragraphs = [
    lead,
    ...(facts.length === 0 ? [] : [facts.join('\n')]),
    `${action}:\n${link}`,
    ...works,
    notYou,
    `-- \n${why}`,
  ];
  return {
    subject,
    text: `${paragraphs.join('\n\n')}\n`,
    html: document({ locale, subject }, [
      html`<h1>${subject}</h1><p>${lead}</p>`,
      facts.length > 0 && html`<ul>${facts.map((fact) => html`<li>${fact}</li>`)}</ul>`,
      html`<p><a class="action" href="${link}">${action}</a></p>`,
      html`<p class="quiet">${text('mail_copy')}<br><a href="${link}">${link}</a></p>`,
      works.map((sentence) => html`<p class="quiet">${sentence}</p>`),
      html`<p>${notYou}</p><p class="quiet end">${why}</p>`,
    ]),
  };
}

function leadOf({ kind, username: name, otherAddress: other }: MessageModel, text: Text): string {
  if (kind !== 'address_changed') return text(`mail_${kind}_lead`, { name });
  return other === undefined
    ? text('mail_address_changed_removed', { name })
    : text('mail_address_changed_lead', { name, other });
}

/** When, from where and with what, where it tells of something that was done. */
function factsOf({ at, from, browser }: MessageModel, locale: Locale, text: Text): readonly string[] {
  if (from === undefined) return [];
  return [
    text('mail_when', { when: momentIn(locale, at) }),
    text('mail_from', { address: from }),
    ...(browser === undefined ? [] : [text('mail_by', { browser: browserWords(browser, text) })]),
  ];
}

/** Programs that show mail know no stylesheet of ours: the few rules stand inside. */
const document = (
  { locale, subject }: { readonly locale: Locale; readonly subject: string },
  parts: readonly (Html | readonly Html[] | false)[],
): Html => html`<!doctype html>
<html lang="${locale}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${subject}</title><style>:root{color-scheme:light dark}
body{margin:0;padding:24px 12px;background:#f4f4f6;color:#1d1d24;font:16px/1.5 system-ui,sans-serif}
main{max-width:520px;margin:0 auto;padding:24px;background:#fff;border-radius:12px;overflow-wrap:anywhere}
h1{margin:0 0 16px;font-size:22px;line-height:1.3}
ul{padding-left:20px}
a{color:#3d3ac2}
.action{display:inline-block;padding:10px 18px;border-radius:8px;background:#3d3ac2;color:#fff;text-decoration:none}
.quiet{color:#55555f;font-size:14px}
.end{margin:24px 0 0;padding-top:16px;border-top:1px solid #dcdce2}
@media (prefers-color-scheme:dark){body{background:#131318;color:#ececf1}main{background:#1e1e25}a{color:#b3b1ff}
.action{background:#b3b1ff;color:#131318}.quiet{color:#b4b4bf}.end{border-color:#3a3a44}}</style></head>
<body><main>
${parts}
</main></body></html>
`;
