import { account } from '../words/account/index.ts';
import { admin } from '../words/admin/index.ts';
import { apps } from '../words/apps/index.ts';
import { audit } from '../words/audit/index.ts';
import { clients } from '../words/clients/index.ts';
import { consent } from '../words/consent/index.ts';
import { consoleWords } from '../words/console/index.ts';
import type { credentials } from '../words/credentials/index.ts';
import { declarations } from '../words/declarations/index.ts';
import { device } from '../words/device/index.ts';
import { documentation } from '../words/documentation/index.ts';
import { documents } from '../words/documents/index.ts';
import { errors } from '../words/errors/index.ts';
import { events } from '../words/events/index.ts';
import { factors } from '../words/factors/index.ts';
import { faults } from '../words/faults/index.ts';
import { frame } from '../words/frame/index.ts';
import { mail } from '../words/mail/index.ts';
import { messages } from '../words/messages/index.ts';
import { notices } from '../words/notices/index.ts';
import { people } from '../words/people/index.ts';
import { policies } from '../words/policies/index.ts';
import { reference } from '../words/reference/index.ts';
import { requests } from '../words/requests/index.ts';
import { resources } from '../words/resources/index.ts';
import { signIn } from '../words/sign-in/index.ts';
import { signUpWords } from '../words/sign-up/index.ts';
import { trial } from '../words/trial/index.ts';
import { upkeep } from '../words/upkeep/index.ts';
import { upstream } from '../words/upstream/index.ts';

/** What the words of every server with pages are about; each area has them in every language, and no two have the same key. */
export const areas = [
  frame,
  signIn,
  consent,
  device,
  requests,
  consoleWords,
  account,
  admin,
  people,
  mail,
  messages,
  signUpWords,
  notices,
  errors,
  audit,
  events,
  clients,
  faults,
  resources,
  policies,
  declarations,
  apps,
  factors,
  upkeep,
  documents,
  documentation,
  reference,
  upstream,
  trial,
] as const;

/** With those that only some servers have (`credential-words.ts`). */
export type Areas = readonly [...typeof areas, typeof credentials];
