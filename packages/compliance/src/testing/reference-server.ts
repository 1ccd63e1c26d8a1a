import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { exportJWK, generateKeyPair } from 'jose';
import { Provider } from 'oidc-provider';
import { referenceConfiguration } from './reference-configuration.ts';
import { renderInteraction, submitInteraction } from './reference-interaction.ts';

// The reference server itself, run as a child process; it tells its parent the issuer.

const REGISTRATION: Readonly<Record<string, 'token' | 'closed'>> = { guarded: 'token', closed: 'closed' };

const USUAL_TYPES = ['code', 'code id_token'];
const LEGACY_TYPES = ['id_token', 'id_token token', 'code token', 'code id_token token'];

async function start(): Promise<void> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const issuer = `http://127.0.0.1:${address.port}`;
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const jwk = { ...(await exportJWK(privateKey)), use: 'sig', alg: 'RS256' };
  const variant = process.env['REFERENCE_VARIANT'] ?? '';
  const strict = variant === 'strict';
  const registration = REGISTRATION[variant] ?? 'open';
  const provider = new Provider(
    issuer,
    referenceConfiguration({
      jwk,
      codeSeconds: strict ? 2 : 60,
      deviceCodeSeconds: strict ? 2 : 1800,
      registration,
      responseTypes: variant === 'legacy' ? [...USUAL_TYPES, ...LEGACY_TYPES] : USUAL_TYPES,
    }),
  );
  const protocol = provider.callback();
  server.on('request', (request, response) => {
    if (request.url?.startsWith('/interaction/') !== true) return protocol(request, response);
    interact(provider, request, response).catch((error: unknown) => {
      response.writeHead(400, { 'content-type': 'text/plain' }).end(String(error));
    });
  });
  process.send?.(issuer);
  process.once('SIGTERM', () => process.exit(0));
  process.once('disconnect', () => process.exit(0));
}

function interact(provider: Provider, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const answer = request.method === 'POST' ? submitInteraction : renderInteraction;
  return answer(provider, request, response);
}

await start();
