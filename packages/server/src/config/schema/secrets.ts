import { allowedSecret, checkSecret } from '../values/secret-rules.ts';
import { secret, secrets as secretList } from '../values/shapes.ts';
import { type Row, variable } from '../values/variable.ts';

const current = <const R extends Row>(row: R) => variable(secret(allowedSecret, checkSecret), row);
const previous = <const R extends Row>(row: R) =>
  variable(secretList('secrets without commas, each as the current one', checkSecret), row);

const generated = { words: 'generated into DATA_DIR', text: null } as const;

export const secrets = {
  jwt: current({
    name: 'JWT_SECRET',
    default: generated,
    meaning: 'key of HS256 access tokens',
    fallback: 'GATEWAY_JWT_SECRET',
  }),
  jwtPrevious: previous({
    name: 'JWT_SECRET_PREVIOUS',
    default: null,
    meaning: 'earlier values of JWT_SECRET, still accepted for verifying',
  }),
  session: current({
    name: 'SESSION_SECRET',
    default: generated,
    meaning: 'cookies, form tokens and user codes',
  }),
  sessionPrevious: previous({
    name: 'SESSION_SECRET_PREVIOUS',
    default: null,
    meaning: 'earlier values of SESSION_SECRET, so that a start with a new one is understood as a rotation',
  }),
  encryption: current({
    name: 'ENCRYPTION_SECRET',
    default: generated,
    meaning: 'encryption of what is stored sealed',
  }),
  encryptionPrevious: previous({
    name: 'ENCRYPTION_SECRET_PREVIOUS',
    default: null,
    meaning: 'earlier values of ENCRYPTION_SECRET, still accepted for decrypting',
  }),
};
