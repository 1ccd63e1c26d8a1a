/** Which credentials are issued (federation-vci-authlete.md VCI-1): the operations of `administration/policies.ts`. */

import { type CredentialConfiguration, credentialAlgorithms } from '@grantor/engine';
import { z } from 'zod';
import {
  createPolicy,
  deletePolicy,
  editPolicy,
  type PolicyOutcome,
  policyVersion,
} from '../administration/policies.ts';
import { credentialMembers, readCredentialConfiguration } from '../bootstrap/credential-configuration.ts';
import { settingSentence } from '../bootstrap/faults.ts';
import { conflict, invalid, noSuch, stale } from '../http/problem.ts';
import type { Site } from '../site/site.ts';
import { readPolicies, readPolicy } from '../store/policies.ts';
import { refusedAs } from './declared.ts';
import { operation } from './operation.ts';
import { afterOf, listOf, page, pageOf } from './shapes.ts';

const kind = 'credential_configuration';
const tag = 'credentials';
const all = '/credential-configurations';
const one = `${all}/{configuration_id}`;

const texts = z.record(z.string(), z.string()).describe('By language (BCP 47).');

const claim = z.strictObject({
  path: z.array(z.string()).describe('Names of members, from the outermost one in.'),
  user_claim: z
    .string()
    .optional()
    .describe('What is stored of the person; absent: by the last name of the path.'),
  constant: z.union([z.string(), z.number(), z.boolean()]).optional().describe('The same for everybody.'),
  sd: z.enum(['always', 'never']).optional().describe('Whether its holder may keep it back.'),
  label: z.string().optional(),
  labels: texts.optional(),
});

const id = z.string().describe('Chosen by whoever makes it: letters, digits, "_" and "-".');

const meanings = {
  name: z.string().describe('What wallets call it.'),
  claims: z.array(claim),
};

const options = {
  vct: z.string().describe('Absent: the address of its type here.'),
  scope: z.string().describe('By which it may be asked for.'),
  names: texts,
  description: z.string(),
  background_color: z.string(),
  lifetime: z.int().describe('Seconds: a day at least, a year at most.'),
  signing_alg: z.enum(credentialAlgorithms),
  binding: z.enum(['jwk', 'none']),
  proof_algs: z.array(z.string()),
  batch_size: z.int(),
  approval: z.enum(['needed', 'not_needed']).describe('Whether an administrator decides each request.'),
};

const shape = z
  .strictObject({ id, ...meanings, ...z.strictObject(options).partial().shape })
  .meta({ id: 'CredentialConfiguration' });

const clearable = z.strictObject(
  Object.fromEntries(Object.entries(options).map(([name, type]) => [name, type.nullable().optional()])),
).shape;

type Members = Readonly<Record<string, unknown>>;

/** By the rules of the bootstrap file. Throws 422 with all that is wrong. */
function described(members: Members): CredentialConfiguration {
  const given = Object.fromEntries(Object.entries(members).filter(([, value]) => value != null));
  const { configuration, problems } = readCredentialConfiguration(given, []);
  if (configuration !== null && problems.length === 0) return configuration;
  throw refusedAs(problems);
}

async function configurationAt({ site, ids: [at = ''] }: { site: Site; ids: readonly string[] }) {
  const found = await readPolicy(site.database.kysely, kind, at);
  if (found === null) throw noSuch();
  return found;
}

function assertDone(outcome: PolicyOutcome): void {
  if (outcome === 'gone') throw noSuch();
  if (outcome === 'stale') throw stale();
  if (outcome === 'scope_taken')
    throw invalid([{ field: 'scope', code: 'invalid', message: settingSentence('scope_free_standing') }]);
  if (outcome === 'taken') throw conflict('policy_taken', 'A record has this id.');
}

const answerOf = (policy: CredentialConfiguration) => ({
  body: credentialMembers(policy) as z.input<typeof shape>,
  version: policyVersion(policy),
});

export const credentialConfigurationOperations = [
  operation({
    ...{ name: 'listCredentialConfigurations', method: 'GET', path: all, tag, success: 'value' },
    summary: 'Credentials that are issued, by id',
    query: z.strictObject(page),
    answer: listOf(shape),
    async run({ site, query: { limit, cursor } }) {
      const rows = await readPolicies(site.database, kind, { limit: limit + 1, after: afterOf(cursor) });
      return { body: pageOf(rows, limit, { item: (row) => answerOf(row).body, key: (row) => row.id }) };
    },
  }),
  operation({
    ...{ name: 'createCredentialConfiguration', method: 'POST', path: all, tag },
    ...{ success: 'made', problems: ['conflict'] },
    summary: 'Lets a credential be issued',
    body: z.strictObject({ id, ...meanings, ...clearable }),
    answer: shape,
    async run({ site, actor, body }) {
      const policy = described(body);
      assertDone(await createPolicy(site.policies, actor, { kind, policy }));
      return { ...answerOf(policy), location: `${all}/${policy.id}` };
    },
  }),
  operation({
    ...{ name: 'getCredentialConfiguration', method: 'GET', path: one, tag },
    ...{ success: 'value', problems: ['missing'] },
    summary: 'One credential that is issued',
    answer: shape,
    run: async (call) => answerOf(await configurationAt(call)),
  }),
  operation({
    ...{ name: 'updateCredentialConfiguration', method: 'PATCH', path: one, tag },
    ...{ success: 'value', problems: ['missing', 'stale'] },
    versioned: true,
    summary: 'Changes what is named of it; what was given out stays as it is',
    body: z
      .strictObject({ ...z.strictObject(meanings).partial().shape, ...clearable })
      .describe('What is absent stays; null takes a member away.'),
    answer: shape,
    async run(call) {
      const stored = await configurationAt(call);
      const policy = described({ ...credentialMembers(stored), ...call.body });
      const seen = call.seen ?? policyVersion(stored);
      assertDone(await editPolicy(call.site.policies, call.actor, { kind, policy, seen }));
      return answerOf(policy);
    },
  }),
  operation({
    ...{ name: 'deleteCredentialConfiguration', method: 'DELETE', path: one, tag },
    ...{ success: 'nothing', problems: ['missing'] },
    summary: 'It is issued no more; what was given out stays good',
    async run({ site, actor, ids: [at = ''] }) {
      assertDone(await deletePolicy(site.policies, actor, { kind, id: at }));
    },
  }),
];
