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
  unambiguousPath,
} from '@grantor/protocol';
import { z } from 'zod';
import type { ReplayStore } from '../holder/holder-options.ts';
import type { Ports } from '../ports/ports.ts';
import type { UserStore } from '../users/store.ts';

const must = (what: string) => ({ error: `must be ${what}` });

const flag = z.boolean(must('true or false'));
const text = z.string(must('a text')).min(1, must('a text that is not empty'));
const texts = z.array(text, must('a list of texts'));

/** An absolute web address as it was written, for exact comparison. */
const address = (what: string, allowed: (url: URL, written: string) => boolean) =>
  z.string(must(what)).refine((written) => {
    const url = URL.parse(written);
    const isWeb = url !== null && /^https?:\/\/[^/]/i.test(written) && !/[\s#]/.test(written);
    return isWeb && url.username === '' && url.password === '' && allowed(url, written);
  }, must(what));

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

const scope = z.string(must('a scope')).refine(isScopeValue, must('a scope'));
const scopes = z.array(scope, must('a list of scopes'));

const algorithm = z.custom<SignatureAlgorithmName>(
  (name) => typeof name === 'string' && isSignatureAlgorithm(name),
  must('an asymmetric signature algorithm such as ES256'),
);

/** A key in one of its spellings; what is wrong with it is never shown. */
const key = (what: string, read: (given: unknown) => KeyObject | null) =>
  z.unknown().transform((given, context) => {
    const found = readOrNull(read, given);
    if (found !== null) return found;
    context.issues.push({ code: 'custom', input: '', message: `must be ${what}` });
    return z.NEVER;
  });

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

const confidential = text.transform((value) => Secret.of(value));

const audience = z.union(
  [text, texts.min(1, must('a list that is not empty'))],
  must("a text, a list of texts or 'unchecked'"),
);

export const issuerFields = {
  issuer: issuerUrl,
  audience: audience.optional(),
  jwksUri: secureUrl.optional(),
  algorithms: z
    .array(algorithm, must('a list of algorithms'))
    .min(1, must('a list that is not empty'))
    .optional(),
  typ: z.literal('at+jwt', must("'at+jwt'")).optional(),
  userClaim: text.optional(),
  trustEmail: flag.optional(),
  introspection: z.record(z.string(), z.unknown(), must('an object')).optional(),
};

export const introspectionFields = {
  clientId: text,
  clientSecret: confidential.optional(),
  privateKey: privateKey.optional(),
  algorithm: algorithm.optional(),
  keyId: text.optional(),
  tokens: z.enum(['opaque', 'always'], must("'opaque' or 'always'")).optional(),
};

export const localTokensFields = {
  secret: confidential.optional(),
  publicKey: publicKey.optional(),
  algorithm: z.enum(['HS256', 'ES256', 'RS256', 'EdDSA'], must('HS256, ES256, RS256 or EdDSA')).optional(),
  issuer: text.optional(),
  scopes: scopes.optional(),
};

const dpopModes = ['off', 'accepted', 'required'] as const;
const dpop = z.union(
  [
    z
      .enum(dpopModes)
      .transform((mode) => ({ mode, algorithms: undefined, nonceSecret: undefined, replayStore: undefined })),
    z.strictObject({
      mode: z.enum(dpopModes),
      algorithms: z.array(algorithm).min(1).optional(),
      /** Asks for nonces; shared by all processes of the service. */
      nonceSecret: z
        .string()
        .refine((secret) => Buffer.byteLength(secret) >= 32)
        .optional(),
      replayStore: z.custom<ReplayStore>(hasMethods('remember')).optional(),
    }),
  ],
  must(
    "'off', 'accepted', 'required', or an object of mode, algorithms, nonceSecret (32 bytes) and replayStore",
  ),
);

const certificate = z.union(
  [
    z.enum(['off', 'accepted', 'required']).transform((mode) => ({ mode, header: undefined })),
    z.strictObject({
      mode: z.enum(['off', 'accepted', 'required']),
      header: z
        .string()
        .regex(/^[A-Za-z0-9-]+$/)
        .optional(),
    }),
  ],
  must("'off', 'accepted', 'required', or an object of mode and header"),
);

const perMinute = z
  .int(must('a whole number'))
  .min(0, must('at least 0'))
  .max(100_000, must('at most 100000'));

const relay = z.union(
  [
    z.boolean(),
    z.strictObject({
      authorize: perMinute.optional(),
      token: perMinute.optional(),
      register: perMinute.optional(),
    }),
  ],
  must('true, false, or an object of requests per minute: authorize, token, register'),
);

/** A path as it arrives; another spelling of it is another path. */
const publicPath = z
  .string(must('a path'))
  .refine(
    (path) => unambiguousPath(path) !== null,
    must('a path that starts with / and that no program can read in two ways'),
  );

const users = z.custom<UserStore>(
  hasMethods('findById', 'findByIdentity', 'linkByEmail', 'provision'),
  must('a store of users, such as sqliteUsers(database) or postgresUsers(pool)'),
);

/** Whether the value has these methods: stores are the operator's own objects, checked no further. */
function hasMethods(...names: readonly string[]) {
  return (value: unknown): boolean =>
    typeof value === 'object' &&
    value !== null &&
    names.every((name) => typeof (value as Record<string, unknown>)[name] === 'function');
}

export const optionFields = {
  resource: resourceUrl.optional(),
  issuer: issuerUrl.optional(),
  issuers: z.array(z.unknown(), must('a list of issuers')).optional(),
  localTokens: z.record(z.string(), z.unknown(), must('an object')).optional(),
  scopes: scopes.optional(),
  scopesSupported: scopes.optional(),
  implies: z
    .record(scope, scopes, must('an object that gives scopes the list of scopes they imply'))
    .optional(),
  clockSkew: z
    .int(must('a whole number of seconds'))
    .min(0, must('at least 0 seconds'))
    .max(300, must('at most 300 seconds'))
    .optional(),
  dpop: dpop.optional(),
  certificate: certificate.optional(),
  users: users.optional(),
  autoProvision: flag.optional(),
  unknownUsers: z.enum(['allow', 'deny'], must("'allow' or 'deny'")).optional(),
  userinfo: flag.optional(),
  metadata: z
    .strictObject(
      {
        name: text.optional(),
        documentation: link.optional(),
        policy: link.optional(),
        terms: link.optional(),
        url: address('the absolute URL where the metadata is served', () => true).optional(),
        root: flag.optional(),
      },
      must('an object'),
    )
    .optional(),
  relay: relay.optional(),
  cors: flag.optional(),
  public: z.array(publicPath, must('a list of paths')).optional(),
  trustedProxies: texts.optional(),
  withoutAuthentication: z
    .strictObject(
      { owner: text, from: z.enum(['loopback', 'anywhere'], must("'loopback' or 'anywhere'")) },
      must('an object'),
    )
    .optional(),
  /** Of an MCP server only. */
  toolScopes: z
    .record(z.string(), scopes, must('an object that gives tools the list of scopes they need'))
    .optional(),
  ports: z
    .custom<Partial<Ports>>((value) => typeof value === 'object' && value !== null, must('an object'))
    .optional(),
};
