/** Which credentials are revoked, as one signed list for all of them (Token Status List §4, §5). */

import { promisify } from 'node:util';
import { deflate } from 'node:zlib';
import { type CredentialSigner, statusListSize } from '@grantor/engine';
import { after, type Epoch } from '@grantor/protocol';

const compress = promisify(deflate);

/** How long a verifier may keep a list, in seconds (federation-vci-authlete.md VCI-17). */
export const statusListTtl = 43_200;

/** How long a list says the truth, in seconds. */
const goodFor = 86_400;

/** One bit for each place, the lowest of an octet first (Token Status List §4.1). */
export function statusBits(revoked: readonly number[]): Uint8Array {
  const octets = new Uint8Array(statusListSize / 8);
  for (const index of revoked) {
    const at = index >> 3;
    octets[at] = (octets[at] ?? 0) | (1 << (index & 7));
  }
  return octets;
}

export type StatusList = {
  /** Its own address. */
  readonly uri: string;
  readonly issuer: string;
  readonly revoked: readonly number[];
};

/** The list as a JWT (Token Status List §5.1). */
export async function signStatusList(
  signer: Pick<CredentialSigner, 'sign'>,
  { uri, issuer, revoked }: StatusList,
  now: Epoch,
): Promise<string> {
  const octets = await compress(statusBits(revoked), { level: 9 });
  return signer.sign({
    alg: 'ES256',
    typ: 'statuslist+jwt',
    claims: {
      iss: issuer,
      sub: uri,
      iat: now,
      exp: after(now, goodFor),
      ttl: statusListTtl,
      status_list: { bits: 1, lst: octets.toString('base64url') },
    },
    now,
  });
}
