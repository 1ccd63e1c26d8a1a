import type { Frame } from './layout/frame.ts';
import { layout } from './layout/layout.ts';
import { type Html, html, ownPath, returnHref, safeHref } from './markup/html.ts';
import { icons } from './markup/icons.ts';
import { destinationOf, returnName } from './parts/client.ts';
import { notice } from './parts/notice.ts';
import { type Text, textIn } from './text/catalogue.ts';

export type SignedOutModel = {
  /** Front-channel logout addresses, one per client of the session. protocol.md LO-4 */
  readonly frames: readonly string[];
  /** `some`: of more clients than a page can hold. */
  readonly reach: 'all' | 'some';
  /** Where the person goes next: back to a client's registered address, or to sign in again. */
  readonly next:
    | { readonly kind: 'client'; readonly uri: string; readonly follow: 'by_itself' | 'at_a_click' }
    | { readonly kind: 'login'; readonly path: string }
    | { readonly kind: 'nowhere' };
};

/** After a session ended; the script follows `next` to a client, where it may, once all frames loaded or after 3 s. */
export function signedOutPage(model: SignedOutModel, frame: Frame): Html {
  const text = textIn(frame.locale);
  const title = text('signed_out_title');
  const addresses = model.frames.map(safeHref).filter((address) => address !== undefined);
  const content = html`<div class="body outcome">
<span class="medal success">${icons.check}</span>
<div class="lead"><h1>${title}</h1><p>${text('signed_out', { site: frame.siteName })}</p>
${addresses.length > 0 && html`<p class="quiet">${text('signed_out_others')}</p>`}
</div>
${model.reach === 'some' && notice('warning', text('signed_out_untold'))}
${nextLink(model, text)}
${addresses.map((address) => html`<iframe src="${address}" sandbox="${frameRights}" title="${text('signed_out_frame')}" hidden></iframe>`)}
</div>`;
  return layout({ title, content }, frame);
}

/** A client ends its own session in it; where the person goes next is no matter of its (RFC 9700 §4.11.2). */
const frameRights = 'allow-scripts allow-same-origin allow-forms';

function nextLink({ next }: SignedOutModel, text: Text): Html | false {
  if (next.kind === 'nowhere') return false;
  if (next.kind === 'login') {
    return html`<a class="button" href="${ownPath(next.path) ?? '/login'}">${text('sign_in_again')}</a>`;
  }
  const href = returnHref(next.uri);
  if (href === undefined) return false;
  const label = text.rich('continue_to', { host: returnName(destinationOf(href), text) });
  return html`<a class="button primary" href="${href}"${next.follow === 'by_itself' && html` data-continue`}><span>${label}</span></a>`;
}
