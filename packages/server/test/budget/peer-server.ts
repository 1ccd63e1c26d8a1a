/** A server that is no product: what a peer of the benchmark must offer, and nothing else. With `approve` it allows a code. */

import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';

const base = process.env['BASE_URL'] ?? '';

if (process.argv[2] === 'approve')
  await fetch(`${base}/allow/${process.env['USER_CODE']}`, { method: 'POST' });
else serve();

function serve(): void {
  const { machineOpaque } = JSON.parse(process.env['FIXTURES'] ?? '{}');
  const allowed = new Set<string>();
  const issued = new Map<string, 'access' | 'refresh'>();
  const draw = (kind: 'access' | 'refresh'): string => {
    const token = randomBytes(16).toString('hex');
    issued.set(token, kind);
    return token;
  };
  const tokens = () => ({ access_token: draw('access'), refresh_token: draw('refresh') });

  type Answer = readonly [status: number, body: object];
  const grants: Readonly<Record<string, (form: URLSearchParams) => Answer>> = {
    client_credentials: (form) =>
      form.get('client_secret') === machineOpaque.client_secret
        ? [200, { access_token: draw('access') }]
        : [401, { error: 'invalid_client' }],
    'urn:ietf:params:oauth:grant-type:device_code': (form) =>
      allowed.has(form.get('device_code') ?? '')
        ? [200, tokens()]
        : [400, { error: 'authorization_pending' }],
    refresh_token: (form) =>
      issued.delete(form.get('refresh_token') ?? '') ? [200, tokens()] : [400, { error: 'invalid_grant' }],
  };

  function answer(path: string, form: URLSearchParams, bearer: string): Answer {
    switch (path) {
      case '/metadata':
        return [200, { token_endpoint: `${base}/token`, device_authorization_endpoint: `${base}/device` }];
      case '/token':
        return grants[form.get('grant_type') ?? '']?.(form) ?? [400, { error: 'unsupported_grant_type' }];
      case '/device': {
        const code = randomBytes(4).toString('hex');
        return [200, { user_code: code, device_code: code }];
      }
      case '/introspect':
        return [200, { active: issued.get(form.get('token') ?? '') === 'access' }];
      case '/tokeninfo':
        return issued.has(bearer) ? [200, { client_id: machineOpaque.client_id }] : [401, {}];
    }
    allowed.add(path.slice('/allow/'.length));
    return [200, {}];
  }

  createServer(async (request, response) => {
    const form = new URLSearchParams(await bodyOf(request));
    const bearer = request.headers.authorization?.slice('Bearer '.length) ?? '';
    const [status, body] = answer(request.url ?? '', form, bearer);
    const text = JSON.stringify(body);
    response
      .writeHead(status, { 'content-type': 'application/json', 'content-length': text.length })
      .end(text);
  }).listen(Number(new URL(base).port), '127.0.0.1');
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request) body += chunk;
  return body;
}
