import { clientCredentialsJwt, clientCredentialsOpaque } from './client-credentials.ts';
import { code } from './code.ts';
import { devicePoll } from './device-poll.ts';
import { discovery, jwks } from './documents.ts';
import { executable } from './executable.ts';
import { importing } from './import.ts';
import { introspection } from './introspection.ts';
import { login } from './login.ts';
import { protect } from './protect.ts';
import { refresh } from './refresh.ts';
import type { Scenario } from './scenario.ts';
import { start } from './start.ts';
import { userinfo } from './userinfo.ts';

/** In the order in which they run. */
export const scenarios: readonly Scenario[] = [
  clientCredentialsJwt,
  clientCredentialsOpaque,
  code,
  refresh,
  devicePoll,
  introspection,
  userinfo,
  discovery,
  jwks,
  login,
  protect,
  importing,
  start,
  executable,
];
