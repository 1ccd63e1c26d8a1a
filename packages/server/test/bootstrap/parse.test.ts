import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sha256 } from '@grantor/protocol';
import fc from 'fast-check';
import { parseBootstrap } from '../../src/bootstrap/bootstrap.ts';
import { client, clientRules, clientRulesUnder, file, fileOf, resource, user } from './files.ts';
import { parse, passwordRules, places, problems, read } from './reading.ts';

describe('bootstrap file — operations.md K-6', () => {
  it('is read with every default resolved', () => {
    const { users, clients, resources } = parse(file);
    assert.equal(users[0]?.password.reveal(), user.password);
    assert.deepEqual(users[0]?.claims, user.claims);
    assert.deepEqual(clients[0]?.secrets, [{ hash: sha256(client.client_secret), expiresAt: null }]);
    assert.equal(clients[0]?.authMethod, 'client_secret_basic');
    assert.equal(clients[0]?.applicationType, 'web');
    assert.equal(clients[0]?.consent, 'remember');
    assert.deepEqual(resources[0]?.scopes, [
      { name: 'read', description: null, isDefault: false, isRestricted: false, implies: [] },
      { name: 'write', description: 'Change your notes', isDefault: true, isRestricted: false, implies: [] },
    ]);
  });

  it('may begin with a byte order mark', () => {
    assert.deepEqual(parse('\ufeff{}'), parse('{}'));
  });

  it('is refused where a member stands twice, as only the last would count', () => {
    const reading = read('{"users": [],\n "clients": [], "clients": []}');
    assert.deepEqual(reading.ok ? [] : reading.problems, [
      { at: 'clients', message: 'is given twice', spot: { line: 2, column: 28 } },
    ]);
  });

  it('may leave out whole sections', () => {
    assert.deepEqual(parse('{}'), {
      ...{ users: [], clients: [], resources: [], scopes: [], detailsTypes: [] },
      ...{ trustedIssuers: [], exchangeRules: [], credentialConfigurations: [], shared: new Map() },
    });
  });

  it('takes secrets from the environment, and names the variable that is missing', () => {
    const text = fileOf({
      users: [{ ...user, password: 'env:ADA' }],
      clients: [{ ...client, client_secret: 'env:WEB' }],
    });
    const bootstrap = parse(text, { ADA: 'granite-violin-meadow-77', WEB: 'from-the-environment' });
    assert.equal(bootstrap.users[0]?.password.reveal(), 'granite-violin-meadow-77');
    assert.equal(bootstrap.clients[0]?.secrets[0]?.hash, sha256('from-the-environment'));
    assert.deepEqual(problems(text, { ADA: '' }), [
      'users[0].password: names the variable ADA, which is not set',
      'clients[0].client_secret: names the variable WEB, which is not set',
    ]);
  });

  it('says which address would never be called, and why — security.md S-1', () => {
    const one = (more: object) => fileOf({ clients: [{ ...client, ...more }] });
    const refused: readonly [object, string][] = [
      [
        { backchannel_logout_uri: 'http://localhost:3000/out' },
        'must be an https URL; this server calls http only on hosts that OUTBOUND_ALLOWED_HOSTS names.',
      ],
      [
        { backchannel_logout_uri: 'https://10.1.2.3/out' },
        'is on this machine or in an inner network, where this server calls only hosts that OUTBOUND_ALLOWED_HOSTS names.',
      ],
      [
        { logo_uri: 'https://auth.example/logo.png' },
        'is on the host of this server, which never calls itself.',
      ],
    ];
    for (const [more, sentence] of refused)
      assert.deepEqual(problems(one(more)), [`clients[0].${Object.keys(more)[0]}: ${sentence}`]);
    const allowed = { backchannel_logout_uri: 'http://intranet.example:9000/out' };
    assert.equal(parse(one(allowed)).clients[0]?.backchannelLogoutUri, allowed.backchannel_logout_uri);
  });

  it('takes the keys of a client that signs — RFC 7591 §2, security.md K-5', () => {
    const jwk = { kty: 'OKP', crv: 'Ed25519', x: 'nETaCZKG424oT4xkIoUJbBW_Jhoyv8LRHZlhrvwF8fQ' };
    const { client_secret: _, ...rest } = client;
    const signer = { ...rest, token_endpoint_auth_method: 'private_key_jwt' };
    const one = (more: object) => fileOf({ clients: [{ ...signer, ...more }] });
    const inline = { jwks: { keys: [jwk] }, token_endpoint_auth_signing_alg: 'EdDSA' };
    assert.deepEqual(parse(one(inline)).clients[0]?.jwks, { keys: [jwk] });
    assert.equal(parse(one(inline)).clients[0]?.authSigningAlg, 'EdDSA');
    const signed = { require_signed_request_object: true, request_object_signing_alg: 'PS256' };
    const [signing] = parse(one({ ...inline, ...signed })).clients;
    assert.equal(signing?.requireSignedRequestObject, true);
    assert.equal(signing?.requestObjectAlg, 'PS256');
    const address = { jwks_uri: 'https://a.example/keys' };
    assert.equal(parse(one(address)).clients[0]?.jwksUri, 'https://a.example/keys');
    const twins = {
      jwks: {
        keys: [
          { ...jwk, kid: 'a' },
          { ...jwk, kid: 'a' },
        ],
      },
    };
    const refused: readonly [object, string][] = [
      [{}, 'clients[0].token_endpoint_auth_method: needs jwks or jwks_uri.'],
      [{ ...inline, ...address }, 'clients[0].jwks: excludes jwks_uri.'],
      [{ jwks: [] }, 'clients[0].jwks: must be an object with a list of keys.'],
      [{ jwks: { keys: [] } }, 'clients[0].jwks: must hold a key of a known type.'],
      [{ jwks: { keys: [{ ...jwk, d: 'x' }] } }, 'clients[0].jwks: must hold public keys only.'],
      [{ jwks: { keys: [{ kty: 'oct', k: 'x' }] } }, 'clients[0].jwks: must hold asymmetric keys only.'],
      [twins, 'clients[0].jwks: has two keys with the same kid.'],
      [{ jwks_uri: 'http://localhost/keys' }, 'clients[0].jwks_uri: must be an https URL.'],
      [
        { ...inline, client_secret: 'a-secret' },
        'clients[0].client_secret: contradicts token_endpoint_auth_method private_key_jwt',
      ],
    ];
    for (const [more, problem] of refused) assert.ok(problems(one(more)).includes(problem), problem);
  });

  it('signs with a secret of 32 bytes at least, by HS256 alone — RFC 7518 §3.2, advanced.md CAU-6', () => {
    const method = { token_endpoint_auth_method: 'client_secret_jwt' };
    const read = parse(
      fileOf({ clients: [{ ...client, ...method, token_endpoint_auth_signing_alg: 'HS256' }] }),
    );
    assert.equal(read.shared.get(client.client_id)?.reveal(), client.client_secret);
    const plain = parse(fileOf({ clients: [client] }));
    assert.equal(plain.shared.size, 0);
    const refused: readonly [object, string][] = [
      [{ ...method, client_secret: 'x'.repeat(31) }, 'clients[0].client_secret: has at least 32 bytes'],
      [{ ...method, client_secret: undefined }, 'clients[0].client_secret: is needed for client_secret_jwt'],
      [{ ...method, token_endpoint_auth_signing_alg: 'ES256' }, 'clients[0].token_endpoint_auth_signing_alg'],
      [{ ...method, token_endpoint_auth_signing_alg: 'HS512' }, 'clients[0].token_endpoint_auth_signing_alg'],
      [{ ...method, profile: 'fapi2-security' }, 'clients[0].token_endpoint_auth_method'],
    ];
    for (const [more, begin] of refused) {
      const found = problems(fileOf({ clients: [{ ...client, ...more }] }));
      assert.ok(
        found.some((problem) => problem.startsWith(begin)),
        `${begin}: ${found.join('; ')}`,
      );
    }
  });

  it('is refused with all its problems at once, each with its place', () => {
    const text = JSON.stringify({
      users: [
        { ...user, nickname: 'ada' },
        { ...user, username: 'b:b', sub: 'client:web', claims: { iss: 'x', email: 'a@b' } },
      ],
      clients: [
        { ...client, redirect_uris: ['https://a.example/', 'http://a.example/'], colour: 'red' },
        { ...client, token_endpoint_auth_method: 'none', grant_types: ['client_credentials'] },
        { ...client, response_types: ['token'], default_max_age: -1, scope: 'a"b' },
      ],
      resources: [{ resource: 'https://a.example/#x', scopes: ['ok', 'not ok', { name: 'x', extra: 1 }] }],
      keys: [],
    });
    assert.deepEqual(
      new Set(places(text)),
      new Set([
        'keys',
        'users[0].nickname',
        'users[1].username',
        'users[1].sub',
        'users[1].email',
        'users[1].claims.iss',
        'users[1].claims.email',
        'clients[0].redirect_uris[1]',
        'clients[0].colour',
        'clients[1].grant_types[0]',
        'clients[1].client_id',
        'clients[2].response_types[0]',
        'clients[2].default_max_age',
        'clients[2].client_id',
        'clients[2].scope',
        'resources[0].resource',
        'resources[0].scopes[1]',
        'resources[0].scopes[2].extra',
      ]),
    );
  });

  it('keeps every member of registration, as registration does — clients.md §2', () => {
    const described = {
      'client_name#de': 'Netz',
      contacts: ['ops@client.example'],
      software_id: 'web',
      initiate_login_uri: 'https://client.example/start',
      client_uri: 'http://localhost:3000/',
    };
    const [read] = parse(fileOf({ clients: [{ ...client, ...described }] })).clients;
    assert.deepEqual(read?.translations, { 'client_name#de': 'Netz' });
    assert.deepEqual(read?.contacts, described.contacts);
    assert.equal(read?.initiateLoginUri, described.initiate_login_uri);
    assert.deepEqual([read?.name, read?.clientName], [client.client_name, client.client_name]);
  });

  it('reads whether the claims of scopes stand in the ID token — protocol.md TO-4', () => {
    const declared = fileOf({ clients: [{ ...client, claims_in_id_token: true }] });
    assert.equal(parse(declared).clients[0]?.claimsInIdToken, true);
    assert.equal(parse(file).clients[0]?.claimsInIdToken, false);
  });

  it('reads which groups may use a client, never none of them — product.md §8 who may use it', () => {
    const declared = (allowed_groups: unknown) => fileOf({ clients: [{ ...client, allowed_groups }] });
    assert.deepEqual(parse(declared(['staff', 'road-crew'])).clients[0]?.allowedGroups, [
      'staff',
      'road-crew',
    ]);
    assert.equal(parse(file).clients[0]?.allowedGroups, null);
    for (const wrong of [
      [],
      ['Staff'],
      ['a b'],
      [''],
      'staff',
      Array.from({ length: 51 }, (_, n) => `g${n}`),
    ])
      assert.throws(() => parse(declared(wrong)), /allowed_groups/, JSON.stringify(wrong));
  });

  it('takes device_authorization_auth where it can mean something — protocol.md DV-1', () => {
    const open = { ...client, client_secret: undefined, token_endpoint_auth_method: 'none' };
    const lenient = { device_authorization_auth: 'optional' };
    const grant = 'urn:ietf:params:oauth:grant-type:device_code';
    const device = { grant_types: [grant], response_types: undefined };
    for (const one of [
      { ...client, ...lenient },
      { ...open, ...device, ...lenient },
    ]) {
      assert.deepEqual(places(fileOf({ clients: [one] })), ['clients[0].device_authorization_auth']);
    }
    const declared = fileOf({ clients: [{ ...client, ...device, ...lenient }] });
    assert.equal(parse(declared).clients[0]?.deviceAuthorizationAuth, 'optional');
    assert.equal(parse(file).clients[0]?.deviceAuthorizationAuth, 'required');
  });

  it('refuses a public client that need not prove possession or rotates nothing', () => {
    const open = { ...client, client_secret: undefined, token_endpoint_auth_method: 'none' };
    assert.deepEqual(
      places(fileOf({ clients: [{ ...open, require_pkce: false, refresh_rotation: 'fixed' }] })),
      ['clients[0].require_pkce', 'clients[0].refresh_rotation'],
    );
    assert.deepEqual(places(fileOf({ clients: [open] })), []);
  });

  it('refuses what a profile of FAPI does not allow, wherever the profile comes from — advanced.md PRF-2, SW-3, SW-7, SW-13, SW-14, SW-15, SW-20, SW-23', () => {
    const keys = { jwks_uri: 'https://app.example/keys', client_secret: undefined };
    const good = {
      ...client,
      ...keys,
      profile: 'fapi2-security',
      token_endpoint_auth_method: 'private_key_jwt',
    };
    assert.deepEqual(places(fileOf({ clients: [good] })), []);
    const bad: readonly (readonly [Record<string, unknown>, string])[] = [
      [
        { ...keys, client_secret: 'x'.repeat(32), token_endpoint_auth_method: 'client_secret_basic' },
        'token_endpoint_auth_method',
      ],
      [{ require_pkce: false }, 'require_pkce'],
      [{ id_token_signed_response_alg: 'RS256' }, 'id_token_signed_response_alg'],
      [{ token_endpoint_auth_signing_alg: 'RS256' }, 'token_endpoint_auth_signing_alg'],
      [{ request_object_signing_alg: 'RS256' }, 'request_object_signing_alg'],
      [{ authorization_signed_response_alg: 'RS256' }, 'authorization_signed_response_alg'],
      [{ introspection_signed_response_alg: 'RS256' }, 'introspection_signed_response_alg'],
      [{ response_modes: ['query', 'fragment'] }, 'response_modes'],
      [{ profile: 'fapi2-message-signing', response_modes: ['jwt', 'form_post'] }, 'response_modes'],
      [
        { grant_types: ['authorization_code', 'urn:ietf:params:oauth:grant-type:device_code'] },
        'grant_types',
      ],
      [
        { grant_types: ['authorization_code', 'urn:ietf:params:oauth:grant-type:token-exchange'] },
        'grant_types',
      ],
      [{ request_uris: ['https://app.example/request.jwt'] }, 'request_uris'],
      [{ grant_types: ['authorization_code'], response_types: ['code id_token'] }, 'response_types'],
      [{ redirect_uris: ['https://app.example/cb', 'com.example.app:/cb'] }, 'redirect_uris'],
    ];
    for (const [change, member] of bad) {
      assert.deepEqual(places(fileOf({ clients: [{ ...good, ...change }] })), [`clients[0].${member}`]);
      const relaxed = places(fileOf({ clients: [{ ...good, ...change, profile: 'mcp' }] }));
      assert.deepEqual(relaxed, [], 'it is the profile that refuses it');
      if ('profile' in change) continue;
      for (const profile of [undefined, 'oauth21']) {
        const text = fileOf({ clients: [{ ...good, ...change, profile }] });
        const rules = { clientRules: clientRulesUnder('fapi2-security'), passwordRules };
        const reading = parseBootstrap(text, { environment: {}, ...rules });
        const found = reading.ok ? [] : reading.problems.map(({ at }) => at.replace(/(?<=\w)\[\d+\]$/, ''));
        assert.deepEqual(found, [`clients[0].${member}`], 'the server is held to it');
      }
    }
    assert.deepEqual(places(fileOf({ clients: [{ ...good, profile: 'fapi1' }] })), ['clients[0].profile']);
  });

  it('takes hybrid clients in either notation', () => {
    const grant_types = ['authorization_code', 'implicit'];
    const { clients } = parse(
      fileOf({ clients: [{ ...client, grant_types, response_types: ['code', 'id_token code'] }] }),
    );
    assert.deepEqual(clients[0]?.responseTypes, ['code', 'code id_token']);
    assert.deepEqual(clients[0]?.grantTypes, ['authorization_code']);
  });

  it('holds every id and name once, also after folding — security.md I-7', () => {
    const second = { ...user, sub: 'other', username: 'ＡDA', email: 'second@users.example' };
    assert.deepEqual(places(fileOf({ users: [user, second] })), ['users[1].username']);
    assert.deepEqual(places(fileOf({ users: [user, { ...second, username: 'ada@users.example' }] })), [
      'users[1].username',
    ]);
    assert.deepEqual(places(fileOf({ clients: [client, client], resources: [resource, resource] })), [
      'clients[1].client_id',
      'resources[1].resource',
    ]);
    assert.deepEqual(places(fileOf({ users: [{ ...user, email: undefined }] })), ['users[0].email_verified']);
  });

  it('refuses a weak password as every form does, unless the file accepts it — product.md S-1', () => {
    const declared = (more: object) => fileOf({ users: [{ ...user, ...more }] });
    const weak = ['password1234', 'short', 'ADA@users.example', 'grantor'];
    for (const password of weak) assert.deepEqual(places(declared({ password })), ['users[0].password']);
    for (const password of weak)
      assert.equal(
        parse(declared({ password, weak_password: 'accepted' })).users[0]?.password.reveal(),
        password,
      );
    assert.deepEqual(problems(declared({ password: 'password1234' })), [
      'users[0].password: is too common; a test bed may say "weak_password": "accepted" beside it',
    ]);
    assert.deepEqual(places(declared({ weak_password: true })), ['users[0].weak_password']);
  });

  it('judges passwords by the settings of this server', () => {
    const text = fileOf({ users: [user] });
    const judged = (rules: object) =>
      parseBootstrap(text, { environment: {}, clientRules, passwordRules: { ...passwordRules, ...rules } })
        .ok;
    assert.deepEqual(
      [judged({}), judged({ minLength: 40 }), judged({ siteName: user.password })],
      [true, false, false],
    );
  });

  it('never shows a secret in a problem — security.md O-3', () => {
    const secret = 'do-not-show-this-anywhere-0123456789';
    const said = JSON.stringify([
      read(`{"users":[{"password":"${secret}"`),
      read(fileOf({ users: [{ password: secret, x: 1 }], clients: [{ client_secret: secret }] })),
      read(fileOf({ users: [{ ...user, password: secret, x: 1 }] })),
    ]);
    assert.equal(said.includes(secret), false);
  });

  it('answers whatever it is given', () => {
    const anything = fc.oneof(
      fc.string(),
      fc.json(),
      fc.json().map((json) => `{"users":[${json}],"clients":[${json}]}`),
    );
    fc.assert(fc.property(anything, (text) => typeof read(text).ok === 'boolean'));
    assert.deepEqual(problems('nonsense'), [': this is no JSON: a value is missing here']);
    assert.deepEqual(problems('[]'), [': the bootstrap file is not a JSON object']);
    assert.deepEqual(problems('{"users":{}}'), ['users: must be a list']);
    assert.deepEqual(
      places('{"__proto__":[],"users":[{"__proto__":{"username":"x"}}]}').includes('__proto__'),
      true,
    );
  });
});
