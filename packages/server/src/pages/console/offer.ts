import { type Html, html } from '../markup/html.ts';
import { copyButton } from '../parts/copyable.ts';
import { inLanguage, type Worded } from '../parts/details.ts';
import { qrCode } from '../parts/qr-code.ts';
import { momentIn, textIn } from '../text/catalogue.ts';
import { type ConsoleFrame, consoleLayout } from './layout.ts';

export type OfferModel = {
  readonly names: readonly Worded[];
  /** Whom it is made to, where that is not who looks. */
  readonly holder?: string;
  /** What the wallet opens. */
  readonly link: string;
  /** null: the wallet asks for none. */
  readonly transactionCode: string | null;
  /** Epoch seconds. */
  readonly until: number;
  readonly base: '/account/credentials' | '/admin/credentials';
};

/** An offer for a wallet, in this answer and never again (federation-vci-authlete.md VCI-3). */
export function offerPage(model: OfferModel, frame: ConsoleFrame): Html {
  const { names, holder, link, transactionCode, until, base } = model;
  const text = textIn(frame.locale);
  const called = names.map((name) => inLanguage(name, frame.locale)).join(', ');
  const content = html`<div class="panel form">
<p>${text('offer_scan')}</p>
${qrCode(link, text('offer_qr'))}
${transactionCode !== null && html`<div><p>${text('offer_code')}</p><p class="told"><strong id="code">${transactionCode}</strong> ${copyButton('code', text)}</p></div><p class="quiet">${text('offer_code_hint')}</p>`}
<p class="quiet">${text('offer_until', { until: momentIn(frame.locale, until) })}</p>
<div class="ask-actions"><a class="button primary" href="${link}">${text('offer_open')}</a><a class="button" href="${base}">${text('offer_back')}</a></div>
</div>`;
  const title =
    holder === undefined
      ? text('offer_title', { credential: called })
      : text('offer_title_for', { credential: called, name: holder });
  return consoleLayout(
    {
      ...{ title, section: base, lead: text('credential_details_title'), content },
      parent: { path: base, label: text('credentials_title') },
    },
    frame,
  );
}
