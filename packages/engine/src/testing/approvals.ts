/** What a person's approval leaves behind, so that a test of the token endpoint can start there. */

import { after, epoch, familyId, secondOf, sha256 } from '@grantor/protocol';
import type { AuthorizationCode } from '../model/authorization-code.ts';
import { noClaims } from '../model/claims-request.ts';
import type { DeviceApproval, DeviceCode } from '../model/device-code.ts';
import { codeForm, digestOf, drawSecret } from '../tokens/ordered-secret.ts';
import { exampleAccount, examplePublicClient, exampleSession, testStart } from './examples/fixtures.ts';
import { exampleSource, type Harness } from './harness.ts';

/** RFC 7636 Appendix B */
export const exampleVerifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
export const exampleChallenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';

const authentication = { authTime: epoch(testStart / 1000 - 60), acr: '1', amr: ['pwd'] };

/** A fresh code of the public example client, unless changed; returns its value. */
export async function approveCode(
  { ports, policy }: Harness,
  change: Partial<AuthorizationCode> = {},
): Promise<string> {
  const now = ports.clock.now();
  const value = drawSecret(codeForm, ports.random, now);
  const client = examplePublicClient();
  const session = exampleSession();
  const code: AuthorizationCode = {
    hash: digestOf(codeForm, value),
    clientId: client.id,
    userId: exampleAccount().id,
    familyId: familyId(ports.random.token(16)),
    redirectUri: 'http://127.0.0.1:8888/callback',
    scope: ['openid', 'profile', 'read', 'write'],
    resources: [],
    details: [],
    codeChallenge: exampleChallenge,
    dpopJkt: null,
    nonce: 'n-0S6_WzA2Mj',
    claims: noClaims,
    grant: null,
    authentication,
    sessionId: session.id,
    sid: 'sid-of-the-session',
    issuedAt: now,
    expiresAt: after(secondOf(now), policy.lifetimes.code),
    redeemedAt: null,
    ...change,
  };
  await must(
    ports.store.commit({ facts: [{ kind: 'code_issued', code }], at: now, source: exampleSource() }),
  );
  return value;
}

/** Lets the person enter and approve a waiting device code, given by its value. */
export async function approveDevice({ ports, store }: Harness, value: string): Promise<void> {
  const hash = sha256(value);
  const device: DeviceCode | undefined = store.snapshot().deviceCodes.get(hash);
  if (device === undefined) throw new Error('no such device code');
  const session = exampleSession().id;
  const approval: DeviceApproval = {
    userId: exampleAccount().id,
    familyId: familyId(ports.random.token(16)),
    ...{ scope: device.scope, resources: device.resources, details: device.details },
    claims: noClaims,
    grantId: null,
    authentication,
    sessionId: session,
    sid: 'sid-of-the-session',
    approvedAt: ports.clock.now(),
  };
  const { clientId } = device;
  await must(
    ports.store.commit({
      facts: [
        { kind: 'device_code_entered', hash, session },
        { kind: 'device_approved', hash, clientId, session, approval },
      ],
      at: ports.clock.now(),
      source: exampleSource(),
    }),
  );
}

async function must(committed: ReturnType<Harness['store']['commit']>): Promise<void> {
  const result = await committed;
  if (!result.ok) throw new Error(`the approval was refused: ${result.conflict}`);
}
