import { isLoopbackUrl } from '@grantor/protocol';
import type { Invocation } from '../../command-line/command.ts';
import { openStore } from '../../store/token-store.ts';
import { readText, readTexts } from '../../untrusted/json.ts';
import type { KnownClient } from './authorization-probe.ts';
import type { Registering } from './registration.ts';
import type { Sides } from './target.ts';
import { plainClient, registerAs } from './test-clients.ts';

/** A client to ask the authorization endpoint with: the named one, the one registered just now, or a stored one. */
export async function knownClient(
  invocation: Invocation,
  { server }: Sides,
  registration: Registering,
): Promise<KnownClient | null> {
  const { settings } = invocation;
  const document = server?.document ?? {};
  const stored = (await openStore(invocation).read()).clients.filter(
    ({ issuer }) => issuer === readText(document, 'issuer'),
  );
  if (settings.clientId !== undefined) {
    const known = stored.find(({ clientId }) => clientId === settings.clientId);
    const redirectUri = settings.redirectUri ?? known?.redirectUris[0] ?? 'http://127.0.0.1/callback';
    return { clientId: settings.clientId, redirectUri };
  }
  if (registration.kind === 'allowed') {
    const { json } = await registerAs(plainClient, registration.registrar);
    const clientId = readText(json ?? {}, 'client_id');
    const redirectUri = readTexts(json ?? {}, 'redirect_uris').find(isLoopbackUrl);
    if (clientId !== undefined && redirectUri !== undefined) return { clientId, redirectUri };
  }
  const own = stored.find(({ redirectUris }) => redirectUris.length > 0);
  return own === undefined ? null : { clientId: own.clientId, redirectUri: own.redirectUris[0] ?? '' };
}
