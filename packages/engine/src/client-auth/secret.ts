import { equalInConstantTime, sha256 } from '@grantor/protocol';
import type { Client } from '../model/client.ts';
import { lasting, type Proof, type ProofContext } from './method.ts';

/** Clients post the secret or send it as Basic whatever they registered (protocol.md CA-2). */
export const holdsSecret = (client: Client): boolean =>
  client.authMethod === 'client_secret_basic' || client.authMethod === 'client_secret_post';

/** Whether the secret is one of the client's live ones, compared as hashes in constant time (protocol.md CA-6). */
export function proveSecret(client: Client, secret: string | null, { now }: ProofContext): Proof | null {
  if (secret === null) return null;
  const presented = sha256(secret);
  const live = client.secrets.filter(({ expiresAt }) => expiresAt === null || expiresAt > now);
  return live.some(({ hash }) => equalInConstantTime(hash, presented)) ? lasting : null;
}
