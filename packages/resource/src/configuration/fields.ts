/** The options of a service as people write them, one schema each; their names are what people type. */

import { createPrivateKey, createPublicKey, KeyObject } from 'node:crypto';
import {
  importPublicKey,
  isJsonObject,
  isLoopbackUrl,
  isScopeValue,
  isSignatureAlgorithm,
  Secret,
  type SignatureAlgorithmName,
  shape,
  unambiguousPath,
} from '@grantor/protocol';
import type { ReplayStore } from '../holder/holder-options.ts';
import type { Introspect } from '../issuer/issuer-options.ts';
import type { Ports } from '../ports/ports.ts';
import type { UserStore } from '../users/store.ts';

const { optional } = shape;

const flag = shape.flag();
const text = shape.where(shape.text(), (value) => value !== '', 'a text that is not empty');
const texts = shape.list(text, 'a list of texts');

const notEmpty = <Value>(list: shape.Shape<readonly Value[]>): shape.Shape<readonly Value[]> =>
  shape.where(list, ({ length }) => length > 0, 'a list that is not empty');

/** An absolute web address as it was written, for exact comparison. */
const address = (what: string, allowed: (url: URL, written: string) => boolean) =>
  shape.where(
    shape.text(what),
    (written) => {
      const url = URL.parse(written);
      const isWeb = url !== null && /^https?:\/\/[^/]/i.test(written) && !/[\s#]/.test(written);
      return isWeb && url.username === '' && url.password === '' && allowed(url, written);
    },
    what,
  );

/** `https`, or `http` on this machine (resource.md §2). */
const isSafe = (url: URL): boolean => url.protocol === 'https:' || isLoopbackUrl(url.href);

const secureUrl = address('an https URL (http on this machine only) without user and fragment', isSafe);
export const issuerUrl = address(
  'the https URL of an issuer (http on this machine only), exactly as in iss, without query',
  (url, written) => isSafe(url) && !written.includes('?'),
);
const resourceUrl = address(
  'the public URL of the resource, without user, query and fragment',
  (_url, written) => !written.includes('?'),
);
const link = address('a web URL', () => true);

const scope = shape.where(shape.text('a scope'), isScopeValue, 'a scope');
const scopes = shape.list(scope, 'a list of scopes');

const algorithm = shape.is<SignatureAlgorithmName>(
  (name): name is SignatureAlgorithmName => typeof name === 'string' && isSignatureAlgorithm(name),
  'an asymmetric signature algorithm such as ES256',
);
const algorithms = notEmpty(shape.list(algorithm, 'a list of algorithms'));

/** A key in one of its spellings; what is wrong with it is never shown. */
const key = (what: string, read: (given: unknown) => KeyObject | null) =>
  shape.made((given) => readOrNull(read, given), what);

function readOrNull(read: (given: unknown) => KeyObject | null, given: unknown): KeyObject | null {
  try {
    return read(given);
  } catch {
    return null;
  }
}

const publicKey = key('a public key: PEM, JWK or key object', (given) => {
  if (given instanceof KeyObject) return given.type === 'public' ? given : null;
  if (typeof given === 'string') return createPublicKey(given);
  return isJsonObject(given) ? importPublicKey(given) : null;
});

const privateKey = key('a private key: PEM or key object', (given) => {
  const found = given instanceof KeyObject ? given : createPrivateKey(String(given));
  return found.type === 'private' ? found : null;
});

const confidential = shape.changed(text, (value) => Secret.of(value));

const audience = shape.either<string | readonly string[]>(
  [text, notEmpty(texts)],
  "a text, a list of at least one text, or 'unchecked'",
);

export const issuerFields = {
  issuer: issuerUrl,
  audience: optional(audience),
  jwksUri: optional(secureUrl),
  algorithms: optional(algorithms),
  typ: optional(shape.oneOf(['at+jwt'], "'at+jwt'")),
  userClaim: optional(text),
  trustEmail: optional(flag),
  introspection: optional(shape.record(shape.anything)),
  introspect: optional(
    shape.is<Introspect>((value): value is Introspect => typeof value === 'function', 'a function'),
  ),
};

export const introspectionFields = {
  clientId: text,
  clientSecret: optional(confidential),
  privateKey: optional(privateKey),
  algorithm: optional(algorithm),
  keyId: optional(text),
  tokens: optional(shape.oneOf(['opaque', 'always'], "'opaque' or 'always'")),
};

export const localTokensFields = {
  secret: optional(confidential),
  publicKey: optional(publicKey),
  algorithm: optional(shape.oneOf(['HS256', 'ES256', 'RS256', 'EdDSA'], 'HS256, ES256, RS256 or EdDSA')),
  issuer: optional(text),
  scopes: optional(scopes),
};

const holderMode = shape.oneOf(['off', 'accepted', 'required'], "'off', 'accepted' or 'required'");
const modeAlone = shape.changed(holderMode, (mode) => ({ mode }));

const fullDpop = shape.object({
  mode: holderMode,
  algorithms: optional(algorithms),
  /** Asks for nonces; shared by all processes of the service. */
  nonceSecret: optional(
    shape.where(shape.text(), (secret) => Buffer.byteLength(secret) >= 32, 'a text of 32 bytes or more'),
  ),
  replayStore: optional(storeWith<ReplayStore>(['remember'], 'a store with the method remember')),
});
const dpop = shape.either<shape.Read<typeof fullDpop>>(
  [modeAlone, fullDpop],
  "'off', 'accepted', 'required', or an object of mode, algorithms, nonceSecret (32 bytes) and replayStore",
);

const fullCertificate = shape.object({
  mode: holderMode,
  header: optional(shape.where(shape.text(), (name) => /^[A-Za-z0-9-]+$/.test(name), 'the name of a header')),
});
const certificate = shape.either<shape.Read<typeof fullCertificate>>(
  [modeAlone, fullCertificate],
  "'off', 'accepted', 'required', or an object of mode and header",
);

/** A whole number of `unit` up to `most`. */
function count(most: number, unit = '') {
  const whole = shape.where(
    shape.number(`a whole number${unit}`),
    Number.isSafeInteger,
    `a whole number${unit}`,
  );
  const natural = shape.where(whole, (value) => value >= 0, `at least 0${unit}`);
  return shape.where(natural, (value) => value <= most, `at most ${most}${unit}`);
}

const perMinute = count(100_000);

const relayRates = shape.object({
  authorize: optional(perMinute),
  token: optional(perMinute),
  register: optional(perMinute),
});
const relay = shape.either<boolean | shape.Read<typeof relayRates>>(
  [flag, relayRates],
  'true, false, or an object of requests per minute: authorize, token, register',
);

/** A path as it arrives; another spelling of it is another path. */
const publicPath = shape.where(
  shape.text('a path'),
  (path) => unambiguousPath(path) !== null,
  'a path that starts with / and that no program can read in two ways',
);

const users = storeWith<UserStore>(
  ['findById', 'findByIdentity', 'linkByEmail', 'provision'],
  'a store of users, such as sqliteUsers(database) or postgresUsers(pool)',
);

/** Stores are the operator's own objects, checked for their methods and no further. */
function storeWith<Store>(methods: readonly (keyof Store & string)[], what: string): shape.Shape<Store> {
  return shape.is(
    (value): value is Store =>
      typeof value === 'object' &&
      value !== null &&
      methods.every((name) => typeof (value as Record<string, unknown>)[name] === 'function'),
    what,
  );
}

export const optionFields = {
  resource: optional(resourceUrl),
  issuer: optional(issuerUrl),
  issuers: optional(shape.list(shape.anything, 'a list of issuers')),
  localTokens: optional(shape.record(shape.anything)),
  scopes: optional(scopes),
  scopesSupported: optional(scopes),
  implies: optional(
    shape.where(
      shape.record(scopes, 'an object that gives scopes the list of scopes they imply'),
      (implied) => Object.keys(implied).every(isScopeValue),
      'an object whose names are scopes',
    ),
  ),
  clockSkew: optional(count(300, ' seconds')),
  dpop: optional(dpop),
  certificate: optional(certificate),
  users: optional(users),
  autoProvision: optional(flag),
  unknownUsers: optional(shape.oneOf(['allow', 'deny'], "'allow' or 'deny'")),
  userinfo: optional(flag),
  metadata: optional(
    shape.object({
      name: optional(text),
      documentation: optional(link),
      policy: optional(link),
      terms: optional(link),
      url: optional(address('the absolute URL where the metadata is served', () => true)),
      root: optional(flag),
    }),
  ),
  relay: optional(relay),
  cors: optional(flag),
  public: optional(shape.list(publicPath, 'a list of paths')),
  trustedProxies: optional(texts),
  withoutAuthentication: optional(
    shape.object({
      owner: text,
      from: shape.oneOf(['loopback', 'anywhere'], "'loopback' or 'anywhere'"),
    }),
  ),
  /** Of an MCP server only. */
  toolScopes: optional(shape.record(scopes, 'an object that gives tools the list of scopes they need')),
  ports: optional(
    shape.is((value): value is Partial<Ports> => typeof value === 'object' && value !== null, 'an object'),
  ),
};
