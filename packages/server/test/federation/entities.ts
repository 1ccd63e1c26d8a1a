/** Entities of a federation on this computer, each with an https origin of its own. */

import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';

type Members = Readonly<Record<string, unknown>>;

export type Entity = {
  readonly id: string;
  readonly jwk: JWK;
  sign(claims: Members, header?: Members): Promise<string>;
};

export type Answer = {
  readonly status: number;
  readonly type: string;
  readonly body: string;
  /** Where it says that the page has moved to. */
  readonly location?: string;
};

export type Entities = {
  /** Every address that was asked for. */
  readonly asked: string[];
  /** What is answered at which address; a text is an entity statement. */
  readonly pages: Map<string, string | Answer | 'never'>;
  readonly anchor: Entity;
  readonly middle: Entity;
  readonly client: Entity;
  /** Another one below the one in the middle. */
  readonly guest: Entity;
  /** What an entity says of itself. */
  configuration(entity: Entity, claims: Members): Promise<void>;
  /** What a superior says of another. */
  statement(superior: Entity, entity: Pick<Entity, 'id' | 'jwk'>, claims?: Members): Promise<void>;
  stop(): Promise<void>;
};

export const seconds = (): number => Math.floor(Date.now() / 1000);
const life = (): Members => ({ iat: seconds(), exp: seconds() + 3600 });

export async function makeEntity(id: string): Promise<Entity> {
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  const kid = `key of ${id}`;
  const jwk = { ...(await exportJWK(publicKey)), kid, alg: 'ES256', use: 'sig' };
  return {
    ...{ id, jwk },
    sign: (claims, header = {}) =>
      new SignJWT({ ...claims })
        .setProtectedHeader({ alg: 'ES256', kid, typ: 'entity-statement+jwt', ...header })
        .sign(privateKey),
  };
}

export const superiorMetadata = ({ id }: Entity): Members => ({
  federation_entity: { federation_fetch_endpoint: `${id}/fetch` },
});

/** The statement of an entity about itself. */
export const configured = (entity: Entity, claims: Members): Promise<string> =>
  entity.sign({ ...life(), iss: entity.id, sub: entity.id, jwks: { keys: [entity.jwk] }, ...claims });

type Certificate = { readonly cert: string; readonly key: string };

export async function startEntities(certificate: Certificate): Promise<Entities> {
  const pages: Entities['pages'] = new Map();
  const asked: string[] = [];
  const pageAt = (url: string) => {
    asked.push(url);
    return pages.get(url);
  };
  const servers = await Promise.all(Array.from({ length: 4 }, () => startOrigin(certificate, pageAt)));
  const [anchor, middle, client, guest] = await Promise.all(servers.map(({ origin }) => makeEntity(origin)));
  if (!anchor || !middle || !client || !guest) throw new Error('no entities');
  return {
    ...{ asked, pages, anchor, middle, client, guest },
    async configuration(entity, claims) {
      pages.set(`${entity.id}/.well-known/openid-federation`, await configured(entity, claims));
    },
    async statement(superior, { id, jwk }, claims = {}) {
      const said = { ...life(), iss: superior.id, sub: id, jwks: { keys: [jwk] }, ...claims };
      pages.set(`${superior.id}/fetch?${new URLSearchParams({ sub: id })}`, await superior.sign(said));
    },
    async stop() {
      await Promise.all(servers.map(({ stop }) => stop()));
    },
  };
}

/** What an address asks for: of a query, `sub` alone (OpenID Federation §8.1.1). */
function addressOf(text: string): string {
  const { origin, pathname, searchParams } = new URL(text);
  const sub = searchParams.get('sub');
  return `${origin}${pathname}${sub === null ? '' : `?${new URLSearchParams({ sub })}`}`;
}

async function startOrigin(
  certificate: Certificate,
  pageAt: (url: string) => string | Answer | 'never' | undefined,
) {
  let origin = '';
  const server = createServer(certificate, (request, response) => {
    const page = pageAt(addressOf(`${origin}${request.url}`));
    if (page === 'never') return;
    const { status, type, body, location }: Answer =
      typeof page === 'object'
        ? page
        : {
            status: page === undefined ? 404 : 200,
            type: 'application/entity-statement+jwt',
            body: page ?? '',
          };
    response.writeHead(status, { 'content-type': type, ...(location === undefined ? {} : { location }) });
    response.end(body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  origin = `https://localhost:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** What the client says of itself. */
export const clientClaims = (
  { client, middle }: Pick<Entities, 'client' | 'middle'>,
  change: Members = {},
): Members => ({
  authority_hints: [middle.id],
  metadata: {
    federation_entity: { organization_name: 'Example University' },
    openid_relying_party: {
      client_name: 'Library',
      client_registration_types: ['automatic', 'explicit'],
      redirect_uris: ['https://library.example/callback'],
      response_types: ['code'],
      grant_types: ['authorization_code'],
      jwks: { keys: [client.jwk] },
      ...change,
    },
  },
});

/** Everybody says of everybody what makes a chain. */
export async function publish(entities: Entities): Promise<void> {
  const { anchor, middle, client, guest } = entities;
  await entities.configuration(anchor, { metadata: superiorMetadata(anchor) });
  await entities.configuration(middle, { authority_hints: [anchor.id], metadata: superiorMetadata(middle) });
  await entities.statement(anchor, middle);
  await entities.statement(middle, client);
  await entities.configuration(client, clientClaims(entities));
  await entities.statement(middle, guest);
  await entities.configuration(guest, clientClaims({ client: guest, middle }));
}
