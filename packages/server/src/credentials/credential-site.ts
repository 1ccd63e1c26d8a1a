/** The credential issuer as the server has it, where ENABLE_VCI is set. Loaded only then. */

import type { CredentialIssuer, CredentialSigner, loadCredentials, Policy, Ports } from '@grantor/engine';
import { after, createRecencyMap, type Epoch, publicReply, type Reply, sha256 } from '@grantor/protocol';
import type { Database } from '../database/database.ts';
import { isStatusList, readRevokedPlaces } from '../store/credentials.ts';
import { createCredentialNonces } from './nonces.ts';
import { signStatusList } from './status-list.ts';

export type CredentialSite = {
  readonly issuer: CredentialIssuer;
  /** The status list of this number, as its address has it; null: there is none. */
  statusList(id: string, now: Epoch): Promise<Reply | null>;
  /** A credential was revoked here: other machines see it within a minute. */
  forgetStatusLists(): void;
};

type Parts = {
  readonly served: Awaited<ReturnType<typeof loadCredentials>>;
  readonly ports: Ports;
  readonly policy: Policy;
  readonly database: Database;
  readonly signer: CredentialSigner;
  readonly nonceKey: Uint8Array;
};

/** How long a signed list is given out again, in seconds: a verifier may keep it for hours anyway. */
const keptFor = 60;

export function openCredentialSite(parts: Parts): CredentialSite {
  const { served, ports, policy, database, signer, nonceKey } = parts;
  const issuer = served.createCredentialIssuer(
    { ...ports, signer, nonces: createCredentialNonces(nonceKey) },
    policy,
  );
  return { issuer, ...createStatusLists({ served, policy, database, signer }) };
}

type Lists = Pick<Parts, 'served' | 'policy' | 'database' | 'signer'>;

/** One list at a time is signed, and given out for a while: readers cost next to nothing. */
function createStatusLists({
  served,
  policy,
  database,
  signer,
}: Lists): Pick<CredentialSite, 'statusList' | 'forgetStatusLists'> {
  const kept = createRecencyMap<{ readonly until: Epoch; readonly reply: Promise<Reply> }>(keptLists);
  const make = async (list: number, now: Epoch): Promise<Reply> => {
    const revoked = await readRevokedPlaces(database, list);
    const uri = served.statusListUri(policy, list);
    const jwt = await signStatusList(signer, { uri, issuer: policy.issuer, revoked }, now);
    return statusListReply(jwt);
  };
  const statusList: CredentialSite['statusList'] = async (id, now) => {
    const known = kept.get(id);
    if (known !== undefined && known.until > now) return known.reply;
    if (!/^[1-9][0-9]{0,8}$/.test(id) || !(await isStatusList(database, Number(id)))) return null;
    const reply = make(Number(id), now);
    kept.set(id, { until: after(now, keptFor), reply });
    reply.catch(() => kept.delete(id));
    return reply;
  };
  return { statusList, forgetStatusLists: () => void kept.drain(() => true) };
}

const keptLists = 100;

/** Token Status List §8.1 */
const statusListReply = (jwt: string): Reply =>
  publicReply({
    body: jwt,
    type: 'application/statuslist+jwt',
    etag: `"${sha256(jwt)}"`,
    seconds: keptFor,
  });
