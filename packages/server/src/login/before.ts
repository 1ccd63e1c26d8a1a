/** The page that comes before a provider, for clients that nobody here vouches for (product.md I-2). */

import type { Interaction } from '@grantor/engine';
import type { pageBeforeProvider } from '../authorize/before-provider.ts';
import type { Outgoing } from '../http/message.ts';
import { type Page, showPage, showRefusal } from '../http/page.ts';
import { changedPage, staleForm } from '../http/status.ts';
import { type BeforeProviderModel, beforeProviderPage } from '../pages/index.ts';
import { pageContext, type Visit } from '../site/caller.ts';
import type { Provider } from '../upstream/provider.ts';
import type { Errand } from './through-failure.ts';

type Before = {
  readonly provider: Provider;
  readonly lifetime: Errand['lifetime'];
  readonly interaction: Interaction;
  readonly page: NonNullable<ReturnType<typeof pageBeforeProvider>>;
  /** Why it is shown once more. */
  readonly again?: 'changed' | 'stale';
};

export async function showBefore(visit: Visit, before: Before): Promise<Outgoing> {
  const { exchange, site } = visit;
  const { provider, lifetime, interaction, page, again } = before;
  const { flow, until, request, client, uiLocales } = interaction;
  const logoPath = await site.logos.pathOf(client, exchange.source);
  const { name, label, mark, scopes } = provider;
  const model: BeforeProviderModel = {
    ...{ flow, until, request, shown: page.digest, access: page.shown.access },
    client: { ...page.shown.client, ...(logoPath === null ? {} : { logoPath }) },
    provider: { name, label, mark, scopes },
    remembered: lifetime === 'remembered' ? 'yes' : 'no',
    ...(again === undefined ? {} : { again }),
  };
  exchange.note({ clientId: client.id });
  const context = { ...pageContext(visit, 'browser'), uiLocales };
  const shown: Page = { render: (frame) => beforeProviderPage(model, frame) };
  if (again === undefined) return showPage(shown, context);
  return showRefusal(again === 'stale' ? staleForm : changedPage, shown, context);
}

/** Where it is shown. */
export const addressBefore = (
  { name }: Provider,
  { flow, lifetime }: { readonly flow: string; readonly lifetime: Errand['lifetime'] },
): string =>
  `/auth/login/${name}?${new URLSearchParams({
    flow,
    ...(lifetime === 'remembered' ? { remember_me: '1' } : {}),
  })}`;
