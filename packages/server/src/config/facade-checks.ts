/** What cannot be set beside ENGINE=authlete (federation-vci-authlete.md ATL-7). */

import type { Check } from './check.ts';
import type { Settings } from './schema.ts';

const isFacade = ({ engine }: Settings['facade']): boolean => engine === 'authlete';

/** What a server over somebody else's engine has not. */
const besideFacade = (name: string, isSet: (settings: Settings) => boolean): readonly Check[] => [
  {
    variables: [name, 'ENGINE'],
    breaks: (settings) => isFacade(settings.facade) && isSet(settings),
    wrong: 'is nothing that there is with ENGINE=authlete',
    allowed: 'no value beside it',
  },
];

export const facadeChecks: readonly Check[] = [
  {
    variables: ['AUTHLETE_API_TOKEN', 'ENGINE'],
    breaks: ({ facade, authlete }) => isFacade(facade) && authlete.apiTokens.length !== 1,
    wrong: 'is not the one token that the service takes',
    allowed: 'the token of the service, beside ENGINE=authlete',
  },
  ...besideFacade('ENABLE_AUTHLETE_API', ({ authlete }) => authlete.api),
  ...besideFacade('AUTH_MODE', ({ externalApi }) => externalApi.mode !== 'local'),
  ...besideFacade('WORKERS', ({ server }) => server.workers > 1),
  ...besideFacade('MTLS_PORT', ({ server }) => server.mtlsPort !== null),
  ...besideFacade('OIDC_PROVIDERS', ({ upstream }) => upstream.oidcProviders.length > 0),
  ...besideFacade('GITHUB_CLIENT_ID', ({ github }) => github.clientId !== null),
  ...besideFacade('GITEA_CLIENT_ID', ({ gitea }) => gitea.clientId !== null),
  ...besideFacade('GITLAB_CLIENT_ID', ({ gitlab }) => gitlab.clientId !== null),
  ...besideFacade('MICROSOFT_CLIENT_ID', ({ microsoft }) => microsoft.clientId !== null),
];
