/** Registers as real clients do, with `--register` only (RFC 7591). */

import { readText } from '../../json.ts';
import { clean } from '../../output/clean.ts';
import { type Answer, describeAnswer } from '../ask.ts';
import { type Check, error, type Outcome, ok, skipped } from '../check.ts';
import { plainClient, type Registrar } from '../registration.ts';
import type { Target } from '../target.ts';

const about = 'registration';

const ofRegistrar =
  (look: (registrar: Registrar) => Promise<Outcome>) =>
  ({ registrar }: Target): Outcome | Promise<Outcome> =>
    registrar === null ? skipped('only with --register') : look(registrar);

export const isRegistered = ({ status, json }: Answer): boolean =>
  (status === 201 || status === 200) && json !== null && readText(json, 'client_id') !== undefined;

/** The server's own words, for whoever has to find out why. */
export function refusal(answer: Answer): string {
  const said = readText(answer.json ?? {}, 'error_description');
  return `${describeAnswer(answer)}${said === undefined ? '' : `: ${clean(said)}`}`;
}

export const registrationChecks: readonly Check[] = [
  {
    id: 'registration.accepted',
    about,
    title: 'A client can register itself',
    trips: 'Clients that nobody has prepared end here.',
    remedy: 'Open registration to everybody, or hand out client ids (or an initial access token) yourself.',
    rule: 'RFC 7591 §3.2.1',
    look: ofRegistrar(async ({ register }) => {
      const answer = await register(plainClient);
      return isRegistered(answer) ? ok() : error(refusal(answer));
    }),
  },
];
