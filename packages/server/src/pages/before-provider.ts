import { decision, undo, warning } from './consent.ts';
import type { Frame } from './layout/frame.ts';
import { layout } from './layout/layout.ts';
import { type Html, html } from './markup/html.ts';
import { accessList, type RequestedAccess } from './parts/access.ts';
import { type ClientIdentity, clientBand, clientLinks, returnName } from './parts/client.ts';
import { type FlowForm, flowFields, protectedFields } from './parts/form.ts';
import { type Again, againNotice } from './parts/notice.ts';
import { type ProviderChoice, providerMark } from './parts/provider.ts';
import { textIn } from './text/catalogue.ts';

export type BeforeProviderModel = FlowForm & {
  readonly client: ClientIdentity;
  readonly access: RequestedAccess;
  readonly provider: ProviderChoice & {
    /** What it is asked for, in its own words. */
    readonly scopes: readonly string[];
  };
  readonly remembered: 'yes' | 'no';
  /** Digest of all that is shown; the decision counts for nothing else. protocol.md IN-6 */
  readonly shown: string;
  readonly again?: Again;
};

/** What a client asks for, before its person is sent to a provider; posts `approve` or `deny` there. clients.md §10 */
export function beforeProviderPage(model: BeforeProviderModel, frame: Frame): Html {
  const text = textIn(frame.locale);
  const { client, provider } = model;
  const title = text('consent_title', { client: client.name });
  const strong = html`<strong>${provider.label}</strong>`;
  const fields = {
    ...flowFields(model),
    remember_me: model.remembered === 'yes' ? '1' : undefined,
    shown: model.shown,
  };
  const content = html`${clientBand(client, text)}
<form method="post" action="/auth/login/${provider.name}" class="body">
${protectedFields(frame, fields)}
<h1>${title}</h1>
${againNotice(model.again, text)}
${warning(client, text)}
${accessList(model.access, { text, locale: frame.locale })}
<section class="access" aria-labelledby="provider"><div class="group" role="group" aria-labelledby="provider"><div class="group-head">${providerMark(provider.mark)}<h2 id="provider">${text('provider_asked', { provider: provider.label })}</h2></div>
<ul class="rows">${provider.scopes.map((scope) => html`<li class="row new"><span class="row-words"><code>${scope}</code></span></li>`)}</ul>
<p class="group-note">${text('provider_asked_note', { site: frame.siteName, client: client.name })}</p></div></section>
<p class="return">${text.rich('provider_next', { provider: strong })} ${text.rich('return_to', { host: returnName(client.destination, text) })}</p>
${decision(text)}
<p class="quiet centred">${undo(text)}</p>
<p class="quiet centred"><a href="/login?flow=${encodeURIComponent(model.flow)}">${text('provider_other_way')}</a></p>
</form>
${clientLinks(client, text)}`;
  return layout({ title, content, width: 'wide' }, frame);
}
