import { type Epoch, equalDigests, type Hash, sha256 } from '@grantor/protocol';
import type { Client, ClientSecret } from '../model/client.ts';
import type { Credentials, Proof, ProofContext } from './method.ts';

/** Clients post the secret or send it as Basic whatever they registered (protocol.md CA-2). */
export const sendsSecret = ({ authMethod }: Pick<Client, 'authMethod'>): boolean =>
  authMethod === 'client_secret_basic' || authMethod === 'client_secret_post';

/** Whether its secret has to be kept so that it can be read again: it never comes by itself (advanced.md CAU-6). */
export const signsWithSecret = ({ authMethod }: Pick<Client, 'authMethod'>): boolean =>
  authMethod === 'client_secret_jwt';

/** Whether it has a secret, whatever it does with it. */
export const holdsSecret = (client: Pick<Client, 'authMethod'>): boolean =>
  sendsSecret(client) || signsWithSecret(client);

type Keeper = Pick<Client, 'secrets'>;

export const isLive =
  (now: Epoch) =>
  ({ expiresAt }: Pick<ClientSecret, 'expiresAt'>): boolean =>
    expiresAt === null || expiresAt > now;

/** The live secret with the hash; all of them are compared, in constant time (protocol.md CA-6, security.md T-12). */
export const liveSecretOf = ({ secrets }: Keeper, presented: Hash, now: Epoch): ClientSecret | null =>
  secrets.filter(isLive(now)).filter(({ hash }) => equalDigests(hash, presented))[0] ?? null;

/**
 * Whether the secret is one of the client's live ones, decoded or as it came (protocol.md CA-3, CA-6). Both are
 * hashed and compared whichever is right, and where they are the same: time does not tell which it was.
 */
export function proveSecret(
  keeper: Keeper,
  { value, raw }: Credentials,
  { now }: Pick<ProofContext, 'now'>,
): Proof | null {
  if (value === null) return null;
  const spellings = raw === undefined ? [value] : [value, raw.value];
  const fits = spellings.map((spelling) => liveSecretOf(keeper, sha256(spelling), now));
  const secret = fits.find((fit) => fit !== null)?.hash;
  return secret === undefined ? null : { spends: [], secret };
}

const nobody: Keeper = { secrets: [{ hash: sha256('nobody'), expiresAt: null }] };

/** The same work for no client. */
export function pretendSecret(credentials: Credentials, context: Pick<ProofContext, 'now'>): void {
  proveSecret(nobody, credentials, context);
}
