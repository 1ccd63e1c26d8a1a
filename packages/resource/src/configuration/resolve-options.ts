import {
  type ClientAddressReader,
  createClientAddressReader,
  createProxyTrust,
  findScopeCycle,
  type Implications,
  isLoopbackUrl,
} from '@grantor/protocol';
import type { ResolvedOptions } from '../guard/options.ts';
import type { CertificateOptions, DpopOptions } from '../holder/holder-options.ts';
import { createDiscovery } from '../issuer/discovery.ts';
import type { IssuerOptions } from '../issuer/issuer-options.ts';
import { platformPorts } from '../ports/platform.ts';
import type { Ports } from '../ports/ports.ts';
import type { RelaySettings } from '../relay/relay.ts';
import { createUserResolution } from '../users/resolve.ts';
import { createUserinfo } from '../users/userinfo.ts';
import { optionFields } from './fields.ts';
import { readIssuers } from './issuers.ts';
import { readLocalTokens } from './local-token-options.ts';
import { collectProblems, type Values as OptionValues, type Problems, parseMembers } from './problems.ts';
import type { OpenAccess, ProtectOptions, ToolScopes } from './protect-options.ts';

/** An MCP server answers preflights by itself, always checks `aud`, and may guard its tools one by one. */
export type ServiceKind = 'api' | 'mcp';

/** The settings of a service, parsed and complete. */
export type Settings = {
  readonly options: ResolvedOptions;
  readonly relay: RelaySettings | null;
  readonly toolScopes: ToolScopes;
  readonly withoutAuthentication: OpenAccess | null;
};

type Values = OptionValues<typeof optionFields>;

/**
 * The settings with their defaults. Throws a `ConfigurationError` with every problem at once; what is allowed but
 * dangerous is logged as a warning.
 */
export function resolveOptions(given: ProtectOptions, kind: ServiceKind): Settings {
  const problems = collectProblems();
  const values = parseMembers(optionFields, given, { problems });
  const ports: Ports = { ...platformPorts, ...values.ports };
  const issuers = readIssuers(values, problems);
  const proxies = readProxies(values.trustedProxies ?? [], problems);
  const discovery = createDiscovery(ports);
  const { scopes = [], clockSkew = 60 } = values;
  const isOpen = values.withoutAuthentication !== undefined;
  const options: ResolvedOptions = {
    resource: values.resource ?? null,
    issuers,
    localTokens:
      values.localTokens === undefined
        ? null
        : readLocalTokens(values.localTokens, { scopes, clockSkew, issuers }, problems),
    scopes,
    scopesSupported: values.scopesSupported ?? null,
    implies: readImplications(values.implies ?? {}, problems),
    clockSkew,
    dpop: dpopOf(values.dpop),
    certificate: certificateOf(values.certificate, proxies),
    resolveUser:
      values.users === undefined ? null : userResolution(values, values.users, { ports, discovery }),
    metadata: metadataOf(values.metadata ?? {}),
    cors: !isOpen && (values.cors ?? kind === 'mcp') ? 'answered' : 'off',
    public: values.public ?? [],
    discovery,
    ports,
  };
  checkTogether(given, { values, options, kind }, problems);
  problems.throwIfAny();
  for (const message of warnings(values, options)) ports.log({ level: 'warn', message });
  return {
    options,
    toolScopes: values.toolScopes ?? {},
    relay: relayOf(values.relay, options, proxies.readAddress),
    withoutAuthentication: values.withoutAuthentication ?? null,
  };
}

type Proxies = {
  readonly readAddress: ClientAddressReader;
  readonly isTrusted: (peer: string) => boolean;
};

function readProxies(addresses: readonly string[], problems: Problems): Proxies {
  const usable = addresses.filter((address) => {
    try {
      createProxyTrust([address]);
      return true;
    } catch {
      problems.add(`trustedProxies: ${address} is neither an address nor a network such as 10.0.0.0/8.`);
      return false;
    }
  });
  return { readAddress: createClientAddressReader(usable), isTrusted: createProxyTrust(usable) };
}

function readImplications(
  given: Readonly<Record<string, readonly string[]>>,
  problems: Problems,
): Implications {
  const implies = new Map(Object.entries(given));
  const cyclic = findScopeCycle(implies);
  if (cyclic !== null) problems.add(`implies has a cycle: ${cyclic} implies itself.`);
  return implies;
}

function dpopOf(given: Values['dpop']): DpopOptions | null {
  if (given === undefined || given.mode === 'off') return null;
  const { mode, algorithms, nonceSecret, replayStore } = given;
  return {
    mode,
    algorithms: algorithms ?? ['ES256', 'EdDSA'],
    nonceSecret: nonceSecret === undefined ? null : Buffer.from(nonceSecret),
    replay: replayStore ?? null,
  };
}

function certificateOf(given: Values['certificate'], { isTrusted }: Proxies): CertificateOptions | null {
  if (given === undefined || given.mode === 'off') return null;
  return { mode: given.mode, header: given.header?.toLowerCase() ?? null, isTrustedProxy: isTrusted };
}

function metadataOf(given: NonNullable<Values['metadata']>): ResolvedOptions['metadata'] {
  return {
    name: given.name ?? null,
    documentation: given.documentation ?? null,
    policy: given.policy ?? null,
    terms: given.terms ?? null,
    url: given.url ?? null,
    root: given.root === false ? 'absent' : 'served',
  };
}

function userResolution(
  values: Values,
  store: NonNullable<Values['users']>,
  { ports, discovery }: Pick<ResolvedOptions, 'ports' | 'discovery'>,
): ResolvedOptions['resolveUser'] {
  const endpointOf = async ({ issuer }: IssuerOptions) => (await discovery(issuer)).userinfoEndpoint;
  return createUserResolution({
    store,
    autoProvision: values.autoProvision === true ? 'on' : 'off',
    unknownUsers: values.unknownUsers ?? 'allow',
    userinfo: values.userinfo === true ? createUserinfo(ports, endpointOf) : null,
    clock: ports.clock,
  });
}

function relayOf(
  given: Values['relay'],
  { issuers, discovery }: ResolvedOptions,
  readAddress: ClientAddressReader,
): RelaySettings | null {
  const [first] = issuers;
  if (given === undefined || given === false || first === undefined) return null;
  const { authorize = 60, token = 60, register = 30 } = given === true ? {} : given;
  return { issuer: first.issuer, discovery, readAddress, rates: { authorize, token, register } };
}

type Reading = { readonly values: Values; readonly options: ResolvedOptions; readonly kind: ServiceKind };

/** What single options cannot know; silent about an option that was refused already. */
function checkTogether(given: ProtectOptions, { values, options, kind }: Reading, problems: Problems): void {
  const isOpen = given.withoutAuthentication !== undefined;
  const isListed = given.issuers !== undefined && given.issuers.length > 0;
  if (!isOpen && given.issuer === undefined && !isListed && given.localTokens === undefined) {
    problems.add('issuer, issuers or localTokens must be set: nobody could ever be let in.');
  }
  if (kind === 'mcp' && options.issuers.some(({ audience }) => audience.kind === 'unchecked')) {
    problems.add(
      'An MCP server must check the audience of its tokens: leave audience out, or list audiences.',
    );
  }
  if (kind === 'api' && 'toolScopes' in given) problems.add('toolScopes is an option of MCP servers only.');
  if (values.certificate?.header !== undefined && (given.trustedProxies ?? []).length === 0) {
    problems.add('certificate.header needs trustedProxies: from anybody else the header means nothing.');
  }
  if (options.issuers.length === 0 && !isListed && given.issuer === undefined && values.relay) {
    problems.add('relay needs an issuer to relay to.');
  }
  for (const name of ['autoProvision', 'unknownUsers', 'userinfo'] as const) {
    if (given.users === undefined && given[name] !== undefined && given[name] !== false) {
      problems.add(`${name} needs users.`);
    }
  }
  const { resource, withoutAuthentication: open } = values;
  if (isOpen && values.cors === true) {
    problems.add('Without authentication cors cannot be on: every website could send requests as the owner.');
  }
  if (open?.from === 'loopback' && resource !== undefined && !isLoopbackUrl(resource)) {
    problems.add(
      'Without authentication, resource must be on loopback unless an owner is named for everybody.',
    );
  }
}

function* warnings(values: Values, { issuers, resource }: ResolvedOptions): Iterable<string> {
  for (const { issuer, audience, userClaim } of issuers) {
    if (audience.kind === 'unchecked') {
      yield `audience is unchecked: a token that ${issuer} made for any other service is accepted`;
    }
    if (userClaim !== 'sub') {
      yield `users of ${issuer} are named by the claim ${userClaim}: it must never change hands`;
    }
  }
  if (resource?.startsWith('http:') && !isLoopbackUrl(resource)) {
    yield 'resource is http: tokens travel in the clear';
  }
  if (values.withoutAuthentication !== undefined) {
    const { owner, from } = values.withoutAuthentication;
    yield `authentication is off: every request ${from === 'loopback' ? 'on loopback ' : ''}is ${owner}`;
  }
}
