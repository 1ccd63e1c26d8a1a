/**
 * Any other server, from its command or its address alone: `--system name=command,url,member=value,…`. What it does not
 * say of itself in its metadata is told by members.
 */

import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Endpoints, type Metadata, metadataMembers } from '../endpoints/endpoints.ts';
import type { FixtureClient, Fixtures } from '../fixtures/fixtures.ts';
import { sendOnce } from '../load/connection.ts';
import { get } from '../load/request.ts';
import { type Child, type Command, startChild, untilAnswering } from './child.ts';
import type { RunningSystem, System } from './system.ts';

/** What may be said of a peer, each with what it means. */
export const peerMembers = {
  client: 'id:secret of a client for client credentials and introspection; absent: that of FIXTURES',
  device: 'id, or id:secret, of a client for the device flow; absent: that of FIXTURES',
  format: 'of its access tokens, jwt or opaque; absent: jwt',
  scope: 'that the client asks for; absent: read',
  metadata: 'path of its metadata, asked until it answers; absent: /.well-known/openid-configuration',
  token: 'path of an endpoint that its metadata does not name; so are the next four',
  introspection: '',
  'device-authorization': '',
  jwks: '',
  tokeninfo: '',
  approve: 'command that allows the user code in USER_CODE at BASE_URL; absent: refresh is left out',
} as const;

type Member = keyof typeof peerMembers;

type Peer = {
  readonly name: string;
  /** Empty: it runs already. */
  readonly command: readonly string[];
  readonly url: URL;
  readonly members: ReadonlyMap<Member, string>;
};

const shape = /^([a-z][\w-]*)=([^,]*),(http:\/\/[^,]+)((?:,[a-z-]+=[^,]*)*)$/;

/** Throws with a sentence for the person at the console. */
export function readPeer(text: string): System {
  const [, name, command, url, members] = shape.exec(text) ?? [];
  if (name === undefined || command === undefined || url === undefined || members === undefined) {
    throw new Error(`--system is name=command,http://host:port,member=value,…: ${text}`);
  }
  const said = members
    .split(',')
    .slice(1)
    .map((member) => memberOf(member));
  const words = command.split(' ').filter((word) => word !== '');
  return peerSystem({ name, command: words, url: new URL(url), members: new Map(said) });
}

function memberOf(text: string): readonly [Member, string] {
  const at = text.indexOf('=');
  const name = text.slice(0, at);
  if (!Object.hasOwn(peerMembers, name)) {
    throw new Error(`${name} is no member of a system; there are ${Object.keys(peerMembers).join(', ')}`);
  }
  return [name as Member, text.slice(at + 1)];
}

function peerSystem(peer: Peer): System {
  const { name, command, url, members } = peer;
  return {
    name,
    what: command.length === 0 ? `what runs at ${url.href}` : command.join(' '),
    offers: offersOf(members),
    passwords: 'left to the application',
    start: (fixtures) => start(peer, fixtures),
    async probe() {
      throw new Error(`${name} is not asked how fast it starts`);
    },
  };
}

function offersOf(members: Peer['members']): readonly string[] {
  const format = members.get('format') ?? 'jwt';
  return [
    `client-credentials-${format}`,
    'introspection',
    'discovery',
    'jwks',
    ...(members.has('tokeninfo') ? [`tokeninfo-${format}`] : []),
    ...(members.has('approve') ? ['refresh'] : []),
  ];
}

async function start(peer: Peer, given: Fixtures): Promise<RunningSystem> {
  const { name, url, members } = peer;
  const fixtures = fixturesOf(peer, given);
  const metadata = new URL(members.get('metadata') ?? '/.well-known/openid-configuration', url);
  const { pid, stop } = await launch(peer, { metadata, fixtures });
  const approve = members.get('approve')?.split(' ');
  return {
    name,
    issuer: url.href,
    port: Number(url.port || 80),
    pid,
    fixtures,
    endpoints: await endpointsOf(peer, metadata),
    ...(approve === undefined
      ? {}
      : { approve: (userCode) => run(approve, { BASE_URL: url.origin, USER_CODE: userCode }) }),
    async signIn() {
      throw new Error(`nobody can sign in to ${name} from here`);
    },
    counts: async () => null,
    stop,
  };
}

type Launched = { readonly pid: number; stop(): Promise<void> };

/** With BASE_URL and FIXTURES in its environment, from which a script can set it up. */
async function launch(
  { name, command, url }: Peer,
  { metadata, fixtures }: { readonly metadata: URL; readonly fixtures: Fixtures },
): Promise<Launched> {
  const [program, ...words] = command;
  if (program === undefined) return { pid: 0, stop: async () => {} };
  const folder = await mkdtemp(join(tmpdir(), `bench-${name}-`));
  const env = { BASE_URL: url.origin, FIXTURES: JSON.stringify(fixtures) };
  const inFull: Command = [program, ...words];
  const child: Child = await startChild({
    command: inFull,
    folder,
    env,
    core: 'server',
    from: process.cwd(),
  });
  const stop = async (): Promise<void> => {
    await child.stop();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await untilAnswering(child, metadata);
  } catch (error) {
    await child.stop();
    throw new Error(`${name} did not start; see ${join(folder, 'stderr')}`, { cause: error });
  }
  return { pid: child.pid, stop };
}

function fixturesOf({ members }: Peer, given: Fixtures): Fixtures {
  const as = (client: FixtureClient, said: string | undefined): FixtureClient => {
    if (said === undefined) return client;
    const [client_id = '', ...secret] = said.split(':');
    const { client_secret: _, ...others } = client;
    return { ...others, client_id, ...(secret.length === 0 ? {} : { client_secret: secret.join(':') }) };
  };
  const client = members.get('client');
  const scope = members.get('scope');
  const machine = (of: FixtureClient): FixtureClient => ({
    ...as(of, client),
    ...(scope === undefined ? {} : { scope }),
  });
  // Introspection asks about the tokens that the server makes, whatever their form
  const own = machine(members.get('format') === 'opaque' ? given.machineOpaque : given.machineJwt);
  return { ...given, machineJwt: own, machineOpaque: own, device: as(given.device, members.get('device')) };
}

async function endpointsOf({ url, members }: Peer, metadata: URL): Promise<Endpoints> {
  const { status, body } = await sendOnce(Number(url.port || 80), get(metadata));
  const said: Partial<Metadata> = status === 200 ? JSON.parse(body) : {};
  const place = (member: Member | null, name: keyof Metadata): URL => {
    const path = member === null ? undefined : members.get(member);
    return new URL(path ?? said[name] ?? '/', url);
  };
  return {
    ...metadataMembers((name) => place(null, name)),
    discovery: metadata,
    token: place('token', 'token_endpoint'),
    introspection: place('introspection', 'introspection_endpoint'),
    deviceAuthorization: place('device-authorization', 'device_authorization_endpoint'),
    jwks: place('jwks', 'jwks_uri'),
    tokeninfo: new URL(members.get('tokeninfo') ?? '/', url),
  };
}

async function run([program = '', ...words]: readonly string[], env: Record<string, string>): Promise<void> {
  await promisify(execFile)(program, words, { env: { ...process.env, ...env } });
}
