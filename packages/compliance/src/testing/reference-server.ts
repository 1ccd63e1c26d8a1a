import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { exportJWK, generateKeyPair } from 'jose';
import { Provider } from 'oidc-provider';
import { referenceConfiguration } from './reference-configuration.ts';
import { renderInteraction, submitInteraction } from './reference-interaction.ts';
import {
  attestedReference,
  fapiReference,
  nonceReference,
  proxiedReference,
  secureReference,
} from './reference-variants.ts';

// The reference server itself, run as a child process; it tells its parent the issuer.

const REGISTRATION: Readonly<Record<string, 'token' | 'closed'>> = {
  guarded: 'token',
  fapi: 'token',
  closed: 'closed',
};

const USUAL_TYPES = ['code', 'code id_token'];
const LEGACY_TYPES = ['id_token', 'id_token token', 'code token', 'code id_token token'];

const { REFERENCE_VARIANT: variant = '', CLIENTS: clients = '[]', TLS_FILES: tlsFiles } = process.env;
const { CLIENT_AUTHORITY: clientAuthority = '' } = process.env;

/** With files of certificates: two servers that speak TLS, the second of which asks for a certificate. */
function serversOf(files: string | undefined): {
  readonly scheme: string;
  readonly servers: readonly Server[];
} {
  if (files === undefined) return { scheme: 'http://127.0.0.1', servers: [createServer()] };
  const { certificate, key, clientAuthority } = JSON.parse(files);
  const own = { cert: readFileSync(certificate), key: readFileSync(key) };
  const asking = { ca: readFileSync(clientAuthority), requestCert: true, rejectUnauthorized: false };
  return {
    scheme: 'https://localhost',
    servers: [createSecureServer(own), createSecureServer({ ...own, ...asking })],
  };
}

async function portOf(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

function differenceFor(aliases: string): { readonly features: object } {
  if (variant === 'secure') return secureReference(aliases);
  if (variant === 'brief') return nonceReference;
  if (variant === 'issuing') return attestedReference;
  if (variant === 'proxied') return proxiedReference(readFileSync(clientAuthority));
  if (variant === 'fapi' || variant === 'fapi-secure') return fapiReference('any');
  return variant === 'fapi-signing' ? fapiReference('signed') : { features: {} };
}

/** For requests that are encrypted for it. */
const encryptionKeys = () =>
  Promise.all(
    ['RSA-OAEP-256', 'ECDH-ES', 'ECDH-ES+A256KW'].map(async (alg) => {
      const { privateKey } = await generateKeyPair(alg, { crv: 'P-256', extractable: true });
      return { ...(await exportJWK(privateKey)), use: 'enc', alg };
    }),
  );

async function start(): Promise<void> {
  const { scheme, servers } = serversOf(tlsFiles);
  const [port, asking] = await Promise.all(servers.map(portOf));
  const issuer = `${scheme}:${port}`;
  const alg = variant.startsWith('fapi') ? 'ES256' : 'RS256';
  const { privateKey } = await generateKeyPair(alg, { extractable: true });
  const jwk = { ...(await exportJWK(privateKey)), use: 'sig', alg };
  const strict = variant === 'strict';
  const registration = REGISTRATION[variant] ?? 'open';
  const provider = new Provider(
    issuer,
    referenceConfiguration({
      jwks: [jwk, ...(await encryptionKeys())],
      codeSeconds: strict ? 2 : 60,
      deviceCodeSeconds: strict ? 2 : 1800,
      registration,
      responseTypes: ['legacy', 'certification'].includes(variant)
        ? [...USUAL_TYPES, ...LEGACY_TYPES]
        : USUAL_TYPES,
      clients: JSON.parse(clients),
      difference: differenceFor(`${scheme}:${asking}`),
    }),
  );
  const protocol = provider.callback();
  const serve = (request: IncomingMessage, response: ServerResponse): void => {
    if (request.url?.startsWith('/interaction/') !== true) protocol(request, response);
    else
      interact(provider, request, response).catch((error: unknown) => {
        response.writeHead(400, { 'content-type': 'text/plain' }).end(String(error));
      });
  };
  for (const server of servers) server.on('request', serve);
  process.send?.(issuer);
  process.once('SIGTERM', () => process.exit(0));
  process.once('disconnect', () => process.exit(0));
}

function interact(provider: Provider, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const answer = request.method === 'POST' ? submitInteraction : renderInteraction;
  return answer(provider, request, response);
}

await start();
