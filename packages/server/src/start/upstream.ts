/** Sign-in through other providers, put together. */

import type { Random } from '@grantor/engine';
import type { ChangePorts } from '../administration/change.ts';
import type { ServerKeys } from '../config/secrets.ts';
import type { Configuration } from '../config/types.ts';
import { createClientKeys } from '../keys/client-keys.ts';
import { withoutShares } from '../outbound/courtesy.ts';
import { createDocuments } from '../outbound/documents.ts';
import { createOutbound, type Outbound } from '../outbound/outbound.ts';
import type { Accounts } from '../people/directory.ts';
import type { UpstreamSite } from '../site/site.ts';
import { type Admission, createAdmission } from '../store/admission.ts';
import type { Tracing } from '../telemetry/tracing/tracing.ts';
import { giteaRow, githubRow, gitlabRow, oauthProvider } from '../upstream/oauth-provider.ts';
import { microsoftProvider, openIdProvider } from '../upstream/openid-provider.ts';
import type { Provider, ProviderClient } from '../upstream/provider.ts';
import { outboundPolicy } from './outbound-policy.ts';
import { tracedOutbound } from './tracing.ts';

/** In ms: documents and keys whose headers do not say. */
const silentFor = 3_600_000;

export type UpstreamWorld = {
  readonly configuration: Configuration;
  readonly changes: ChangePorts;
  readonly random: Random;
  readonly secrets: Pick<ServerKeys, 'upstream' | 'seal'>;
  /** The application's user table: its people sign in as it says, and through no provider. */
  readonly accounts: Accounts | undefined;
  readonly tracing: Tracing | null;
};

/** Sign-in through providers, and who stays in. */
export function openUpstream(world: UpstreamWorld): {
  readonly admission: Admission;
  readonly upstream: UpstreamSite;
} {
  const { configuration, changes, random, secrets, tracing } = world;
  const { database, now } = changes;
  const watched = tracing === null ? undefined : tracedOutbound(tracing);
  const providers = world.accounts === undefined ? openProviders(configuration, now, watched) : [];
  const registration = configuration.upstream.autoRegister ? 'open' : 'closed';
  return {
    admission: createAdmission(database, providers),
    upstream: {
      ...{ providers, random, key: secrets.upstream },
      ports: {
        ...{ ...changes, random, seal: secrets.seal, registration },
        labelOf: (provider) => providers.find(({ name }) => name === provider)?.label ?? provider,
      },
    },
  };
}

/** The providers that the settings name, in the order of their buttons. `watched` sees each request go. */
function openProviders(
  configuration: Configuration,
  now: () => number,
  watched: (outbound: Outbound) => Outbound = (outbound) => outbound,
): readonly Provider[] {
  const { github, gitea, gitlab, microsoft, oidcProviders, upstream } = configuration;
  const outbound = watched(openOutboundTo(configuration));
  const documents = createDocuments({ courtesy: withoutShares(outbound), now, silentFor });
  const world = { outbound, documents, keys: createClientKeys(documents) };
  const known = (name: 'github' | 'gitea' | 'gitlab' | 'microsoft', label: string): ProviderClient | null =>
    clientOf(configuration, { name, label, ...configuration[name] });
  const rows = [
    { client: known('github', 'GitHub'), row: githubRow(github.url, github.apiUrl) },
    { client: known('gitea', 'Gitea'), row: giteaRow(gitea.url ?? '') },
    { client: known('gitlab', 'GitLab'), row: gitlabRow(gitlab.url) },
  ];
  const microsoftClient = known('microsoft', 'Microsoft');
  return [
    ...rows.flatMap(({ client, row }) => (client === null ? [] : [oauthProvider(row, client, outbound)])),
    ...(microsoftClient === null ? [] : [microsoftProvider(microsoft, microsoftClient, world)]),
    ...oidcProviders.flatMap((settings) => {
      const client = clientOf(configuration, { ...settings, enabled: true });
      return client === null ? [] : [openIdProvider(settings.issuer, client, world)];
    }),
  ];

  function openOutboundTo(settings: Configuration): Outbound {
    const policy = outboundPolicy(settings);
    const total = upstream.timeoutMilliseconds;
    const urls = [github.url, github.apiUrl, gitea.url, gitlab.url, microsoft.url, microsoft.graphUrl];
    const named = [...urls, ...oidcProviders.map(({ issuer }) => issuer)].flatMap((url) =>
      url === null ? [] : [new URL(url).host],
    );
    // Whom the operator names may be inside; whom a discovery document names, only where it is outside
    const allowedHosts = [...policy.allowedHosts, ...named];
    return createOutbound({ ...policy, allowedHosts }, { limits: { connect: Math.min(3000, total), total } });
  }
}

type Named = Omit<ProviderClient, 'redirectUri' | 'clientId' | 'clientSecret'> & {
  readonly enabled: boolean;
  readonly clientId: string | null;
  readonly clientSecret: ProviderClient['clientSecret'] | null;
  readonly redirectUrl: string | null;
};

function clientOf({ server }: Configuration, settings: Named): ProviderClient | null {
  const { name, label, enabled, clientId, clientSecret, redirectUrl, scopes, allowed } = settings;
  if (!enabled || clientId === null || clientSecret === null) return null;
  const redirectUri = redirectUrl ?? `${server.baseUrl}/auth/callback/${name}`;
  return { name, label, clientId, clientSecret, redirectUri, scopes, allowed };
}
