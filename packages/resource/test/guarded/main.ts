/**
 * Services guarded by each adapter, run as a program: told by `SERVICES`, `ORIGIN`, `ADAPTER` and `MARK` what to
 * run where and what to answer, so that a suite that knows nothing of this package can try them from outside.
 */

import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { adapters, type Serving } from './adapters.ts';

type Settings = {
  readonly path: string;
  readonly issuer: string;
  readonly scopes: readonly string[];
  readonly dpop: 'off' | 'accepted';
  readonly introspection?: { readonly clientId: string; readonly clientSecret: string };
  readonly mount?: string;
  readonly public?: string;
  readonly authentication?: 'off';
  readonly says?: Readonly<Record<string, string>>;
  readonly signIn?: { readonly acr: readonly string[]; readonly maxAge: number };
};

const { SERVICES = '[]', ORIGIN = '', ADAPTER = '', MARK = '' } = process.env;
const services: readonly Settings[] = JSON.parse(SERVICES);
const adapter = adapters[ADAPTER];
if (adapter === undefined) throw new Error(`no adapter ${ADAPTER}`);

function serving({ path, issuer, scopes, dpop, introspection, mount, ...rest }: Settings): Serving {
  const resource = ORIGIN + path;
  return {
    mark: MARK,
    mount: mount ?? '',
    says: rest.says ?? {},
    signIn: rest.signIn ?? {},
    options: {
      resource,
      ...(rest.authentication === 'off'
        ? { withoutAuthentication: { owner: 'local', from: 'loopback' } }
        : { issuers: [{ issuer, introspection }] }),
      scopes,
      dpop,
      ...(rest.public === undefined ? {} : { public: [path + rest.public] }),
      metadata: {
        root: false,
        ...(mount === undefined ? {} : { url: `${resource}/.well-known/oauth-protected-resource` }),
      },
    },
  };
}

type Route = { readonly name: string; readonly mount: string; readonly listener: RequestListener };

const routes: readonly Route[] = services.map((settings) => ({
  name: settings.path.split('/')[1] ?? '',
  mount: settings.mount ?? '',
  listener: adapter(serving(settings)),
}));

/** By the first part of the path, or by the part behind a well-known name, which no mounted service gets. */
function routeOf({ url = '' }: IncomingMessage): Route | undefined {
  const [path = ''] = url.replace(/^http:\/\/[^/]*/, '').split('?');
  const parts = path.split('/');
  if (parts[1] !== '.well-known') return routes.find(({ name }) => name === parts[1]);
  return routes.find(({ name, mount }) => mount === '' && name === parts[3]) ?? routes[0];
}

const server = createServer((request, response) => {
  const route = routeOf(request);
  if (route === undefined) response.writeHead(404).end();
  else route.listener(request, response);
});
server.listen(Number(new URL(ORIGIN).port), '127.0.0.1');
await once(server, 'listening');
process.send?.('listening');
process.once('disconnect', () => process.exit(0));
