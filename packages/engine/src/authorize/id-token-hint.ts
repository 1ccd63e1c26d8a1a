import { type Epoch, OAuthError } from '@grantor/protocol';
import type { KeyRing } from '../ports/ports.ts';
import { decrypted } from '../tokens/encrypted-for-us.ts';
import { isIdToken } from '../tokens/jwt-kinds.ts';
import { kindOfSid, type PersonKind } from '../tokens/subject.ts';

/** What a verified ID token says about a person, however old it is. */
export type Hint = {
  /** As its client knows the person. */
  readonly subject: string;
  /** A guest and a user may have the same subject. */
  readonly of: PersonKind;
  readonly audience: readonly string[];
  /** Of the session it was issued in, as it says. */
  readonly sid: unknown;
};

const refused = (sentence = 'is not one of ours.'): OAuthError =>
  new OAuthError('invalid_request', `The id_token_hint ${sentence}`);

const isText = (value: unknown): value is string => typeof value === 'string';

/**
 * The hint, if we signed it as an ID token (retired keys included, expired is fine), which its client may have encrypted
 * for us; refuses anything else with `invalid_request` (OpenID Connect Core §3.1.2.1, RP-Initiated Logout §2, §4).
 */
export async function verifyHint(
  hint: string,
  world: { keys: KeyRing; issuer: string; now: Epoch },
): Promise<Hint> {
  const jwt = await decrypted(hint, world.keys, world.now);
  if (jwt === null) throw refused('cannot be decrypted.');
  const verified = await world.keys.verify(jwt, { use: 'id_token', retired: 'accept', now: world.now });
  if (verified === null || !isIdToken(verified)) throw refused();
  const { claims } = verified;
  if (claims['iss'] !== world.issuer || !isText(claims['sub'])) throw refused();
  return {
    subject: claims['sub'],
    of: kindOfSid(claims['sid']),
    audience: [claims['aud']].flat().filter(isText),
    sid: claims['sid'],
  };
}

/** The hint of a request by this client: its client must be in the audience. */
export async function verifyHintFor(
  client: string,
  jwt: string | undefined,
  world: { keys: KeyRing; issuer: string; now: Epoch },
): Promise<Hint | null> {
  if (jwt === undefined) return null;
  const hint = await verifyHint(jwt, world);
  if (!hint.audience.includes(client)) throw refused();
  return hint;
}
