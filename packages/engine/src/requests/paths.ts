/** Where every endpoint is mounted (protocol.md §3); `{id}` stands for one segment. An alias answers exactly as its canonical path. */

export type Endpoint = {
  readonly path: string;
  readonly aliases: readonly string[];
  readonly methods: readonly ('GET' | 'POST' | 'PUT' | 'DELETE')[];
};

export const endpoints = {
  authorization: {
    path: '/oauth/authorize',
    aliases: ['/authorize'],
    methods: ['GET', 'POST'],
  },
  token: { path: '/oauth/token', aliases: ['/token', '/api/token'], methods: ['POST'] },
  pushedAuthorization: { path: '/oauth/par', aliases: ['/par', '/api/par'], methods: ['POST'] },
  deviceAuthorization: {
    path: '/oauth/device/code',
    aliases: ['/device_authorization', '/api/device/authorization'],
    methods: ['POST'],
  },
  backchannelAuthentication: {
    path: '/oauth/bc-authorize',
    aliases: ['/api/backchannel/authentication'],
    methods: ['POST'],
  },
  device: { path: '/device', aliases: [], methods: ['GET'] },
  deviceVerification: { path: '/device/verify', aliases: [], methods: ['POST'] },
  userinfo: { path: '/oauth/userinfo', aliases: ['/userinfo', '/api/userinfo'], methods: ['GET', 'POST'] },
  introspection: {
    path: '/oauth/introspect',
    aliases: ['/introspect', '/api/introspection'],
    methods: ['POST'],
  },
  revocation: { path: '/oauth/revoke', aliases: ['/revoke', '/api/revocation'], methods: ['POST'] },
  tokeninfo: { path: '/oauth/tokeninfo', aliases: [], methods: ['GET'] },
  registration: { path: '/oauth/register', aliases: ['/register', '/api/register'], methods: ['POST'] },
  clientConfiguration: {
    path: '/oauth/register/{id}',
    aliases: ['/register/{id}', '/api/register/{id}'],
    methods: ['GET', 'PUT', 'DELETE'],
  },
  attestationChallenge: { path: '/oauth/challenge', aliases: [], methods: ['POST'] },
  grants: { path: '/oauth/grants/{id}', aliases: ['/api/gm/{id}'], methods: ['GET', 'DELETE'] },
  entityConfiguration: { path: '/.well-known/openid-federation', aliases: [], methods: ['GET'] },
  federationRegistration: {
    path: '/oauth/federation/register',
    aliases: ['/api/federation/register'],
    methods: ['POST'],
  },
  federationHistoricalKeys: {
    path: '/oauth/federation/historical-keys',
    aliases: ['/api/federation/historical-keys'],
    methods: ['GET'],
  },
  jwks: { path: '/.well-known/jwks.json', aliases: ['/jwks', '/api/jwks'], methods: ['GET'] },
  openidConfiguration: { path: '/.well-known/openid-configuration', aliases: [], methods: ['GET'] },
  authorizationServerMetadata: {
    path: '/.well-known/oauth-authorization-server',
    aliases: [],
    methods: ['GET'],
  },
  credentialIssuer: { path: '/.well-known/openid-credential-issuer', aliases: [], methods: ['GET'] },
  credentialIssuerKeys: {
    path: '/.well-known/jwt-vc-issuer',
    aliases: ['/.well-known/jwt-issuer'],
    methods: ['GET'],
  },
  credentialKeys: { path: '/vci/jwks', aliases: ['/api/vci/jwks'], methods: ['GET'] },
  credentialOffer: { path: '/vci/offers/{id}', aliases: ['/api/offer/{id}'], methods: ['GET'] },
  credentialNonce: { path: '/vci/nonce', aliases: ['/api/nonce'], methods: ['POST'] },
  credential: { path: '/vci/credential', aliases: ['/api/credential'], methods: ['POST'] },
  deferredCredential: {
    path: '/vci/deferred',
    aliases: ['/api/deferred_credential'],
    methods: ['POST'],
  },
  credentialNotification: { path: '/vci/notification', aliases: [], methods: ['POST'] },
  credentialType: { path: '/vci/types/{id}', aliases: [], methods: ['GET'] },
  statusList: { path: '/vci/status/{id}', aliases: [], methods: ['GET'] },
  endSession: { path: '/oauth/logout', aliases: [], methods: ['GET', 'POST'] },
  checkSession: { path: '/oauth/check-session', aliases: [], methods: ['GET'] },
} as const satisfies Record<string, Endpoint>;
