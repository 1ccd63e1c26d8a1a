import { clientCredentialsJwt, clientCredentialsOpaque } from './client-credentials.ts';
import { code } from './code.ts';
import { devicePoll } from './device-poll.ts';
import { discovery, jwks } from './documents.ts';
import { dpop } from './dpop.ts';
import { executable } from './executable.ts';
import { importing } from './import.ts';
import { introspection } from './introspection.ts';
import { login } from './login.ts';
import { adminList, consent } from './pages.ts';
import { privateKeyJwt } from './private-key-jwt.ts';
import { protect } from './protect.ts';
import { pushedRequest } from './pushed-request.ts';
import { refresh } from './refresh.ts';
import { registration } from './registration.ts';
import { revocation } from './revocation.ts';
import type { Scenario } from './scenario.ts';
import { start } from './start.ts';
import { tokenExchange } from './token-exchange.ts';
import { tokeninfoJwt, tokeninfoOpaque } from './tokeninfo.ts';
import { userinfo } from './userinfo.ts';
import { verify } from './verify.ts';

/** In the order in which they run. */
export const scenarios: readonly Scenario[] = [
  clientCredentialsJwt,
  clientCredentialsOpaque,
  privateKeyJwt,
  dpop,
  pushedRequest,
  code,
  refresh,
  tokenExchange,
  devicePoll,
  introspection,
  tokeninfoJwt,
  tokeninfoOpaque,
  userinfo,
  verify,
  revocation,
  registration,
  consent,
  adminList,
  discovery,
  jwks,
  login,
  protect,
  importing,
  start,
  executable,
];
