import type { Interaction } from '@grantor/engine';
import { clientIdentity } from '../authorize/client-identity.ts';
import type { ClientIdentity } from '../pages/index.ts';
import type { Visit } from '../site/caller.ts';

/** Whom people sign in for, with its logo (OpenID Connect Registration §2, advanced.md V-15); nothing where it is for nobody. */
export async function clientShown(
  { exchange, site }: Pick<Visit, 'exchange' | 'site'>,
  interaction: Interaction | null,
): Promise<{ readonly client?: ClientIdentity }> {
  if (interaction === null) return {};
  const { client, redirectUri } = interaction;
  const logoPath = await site.logos.pathOf(client, exchange.source);
  return { client: { ...clientIdentity(client, redirectUri), ...(logoPath === null ? {} : { logoPath }) } };
}
