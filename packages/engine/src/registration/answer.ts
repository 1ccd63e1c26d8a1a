import { holdsSecret } from '../client-auth/secret.ts';
import { endOfLife } from '../clients/lifetime.ts';
import type { Client } from '../model/client.ts';
import type { Registration } from '../model/registration.ts';
import type { Policy } from '../ports/policy.ts';
import { endpoints } from '../requests/paths.ts';
import { describeClient } from './describe.ts';

/** What only the client gets to know; a secret is told once (clients.md §3). */
export type Told = { readonly token: string; readonly secret: string | null };

/** Client information (RFC 7591 §3.2.1, RFC 7592 §3). */
export const clientInformation = (
  { client, registeredAt }: Pick<Registration, 'client' | 'registeredAt'>,
  { token, secret }: Told,
  policy: Policy,
) => ({
  client_id: client.id,
  client_id_issued_at: registeredAt,
  ...(secret === null ? {} : { client_secret: secret }),
  ...(holdsSecret(client) ? { client_secret_expires_at: secretExpiry(client, policy) } : {}),
  registration_access_token: token,
  registration_client_uri: `${policy.issuer}${endpoints.registration.path}/${client.id}`,
  ...describeClient(client),
});

/** The least the secret will be good for; 0: for ever (clients.md §4). */
const secretExpiry = (client: Client, policy: Policy): number => endOfLife(client, policy) ?? 0;
