import type { Said, Sickness } from './healthy.ts';
import { at, mayDoAll, metadata, type SickServer, without } from './sickness.ts';

const grant = (type: string, change: (well: Said) => Said): Sickness =>
  at(
    ({ url, body }) =>
      url.pathname === '/auth/token' && (new URLSearchParams(body).get('grant_type') ?? '').includes(type),
    change,
  );

const body =
  (change: (content: Record<string, unknown>) => object) =>
  (well: Said): Said => ({
    ...well,
    body: change(well.body as Record<string, unknown>),
  });

const refused: (well: Said) => Said = (well) => ({ ...well, status: 400, body: { error: 'invalid_grant' } });

const table: readonly SickServer[] = [
  {
    name: 'a sign-in that is denied',
    sickness: grant('device_code', (well) => ({ ...well, status: 400, body: { error: 'access_denied' } })),
    finds: ['sign-in.tokens'],
  },
  {
    name: 'a resource that refuses good tokens',
    sickness: at(
      ({ url, headers }) => url.pathname === '/mcp' && headers.authorization === 'Bearer good-token',
      (well) => ({ ...well, status: 401 }),
    ),
    finds: ['sign-in.use'],
  },
  {
    name: 'a token without the right scope',
    sickness: at(
      ({ url, headers }) => url.pathname === '/mcp' && headers.authorization === 'Bearer good-token',
      (well) => ({ ...well, status: 403 }),
    ),
    finds: ['sign-in.use'],
    says: /HTTP 403/,
  },
  {
    name: 'no refresh token',
    sickness: grant(
      'device_code',
      body((content) => without(content, 'refresh_token')),
    ),
    finds: ['sign-in.refresh'],
    says: /there was no refresh token/,
  },
  {
    name: 'a refresh that is refused',
    sickness: grant('refresh_token', refused),
    finds: ['sign-in.refresh'],
  },
  {
    name: 'a refresh token that stays',
    sickness: grant('refresh_token', (well) =>
      well.status === 200 ? body((content) => ({ ...content, refresh_token: 'refresh+' }))(well) : well,
    ),
    finds: ['sign-in.rotation'],
  },
  {
    name: 'no revocation',
    sickness: metadata((document) => without(document, 'revocation_endpoint')),
    finds: ['sign-in.revocation'],
    says: /live on/,
  },
  {
    name: 'a revocation that fails',
    sickness: at('/auth/revoke', (well) => ({ ...well, status: 500, body: { error: 'server_error' } })),
    finds: ['sign-in.revocation'],
  },
  {
    name: 'a revocation that does nothing',
    sickness: grant('refresh_token', (well) => ({
      ...well,
      status: 200,
      body: { access_token: 'good-token', token_type: 'Bearer', expires_in: 600, refresh_token: 'refresh++' },
    })),
    finds: ['sign-in.revocation'],
    says: /still works/,
  },
];

export const sickSignIn: readonly SickServer[] = table.map((row) => ({ ...row, words: mayDoAll }));
