/** What the operator lists for a server that keeps nothing: people, and who may ask about tokens (federation-vci-authlete.md ATL-8). */

import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { ListedPerson } from './people.ts';
import type { ResourceServer } from './resource-servers.ts';

/** A file cannot be used; the message says which, where and why, and nothing that stands in it. */
export class ListUnusable extends Error {
  override readonly name = 'ListUnusable';
}

const argon2id =
  /^\$argon2id\$v=19\$m=\d{1,7},t=\d{1,3},p=\d{1,3}\$[A-Za-z0-9+/]{11,86}\$[A-Za-z0-9+/]{43,86}$/;

const people = z.array(
  z.strictObject({
    loginId: z.string().min(1).max(256),
    subject: z.string().regex(/^[\x21-\x7e]{1,255}$/),
    password: z.string().regex(argon2id),
    claims: z.record(z.string(), z.unknown()).optional(),
  }),
);

const servers = z.array(
  z.strictObject({
    id: z.string().min(1).max(255),
    secret_sha256: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
    uri: z.url().optional(),
    signing_alg: z.enum(['RS256', 'PS256', 'ES256', 'EdDSA']).optional(),
  }),
);

/** Rejects with ListUnusable; nobody, where no file is named. */
export async function readPeople(file: string | null): Promise<readonly ListedPerson[]> {
  const listed = file === null ? [] : await read(file, 'USERS_FILE', people);
  for (const member of ['loginId', 'subject'] as const)
    checkOnce(
      listed.map((one) => one[member]),
      `${file} (USERS_FILE)`,
      member,
    );
  return listed.map(({ password, claims = {}, ...person }) => ({
    ...person,
    claims,
    passwordHash: password,
  }));
}

/** Rejects with ListUnusable; nobody, where no file is named. */
export async function readResourceServers(file: string | null): Promise<readonly ResourceServer[]> {
  const listed = file === null ? [] : await read(file, 'RESOURCE_SERVERS_FILE', servers);
  checkOnce(
    listed.map(({ id }) => id),
    `${file} (RESOURCE_SERVERS_FILE)`,
    'id',
  );
  return listed.map(({ id, secret_sha256, uri = null, signing_alg = null }) => ({
    ...{ id, secretHash: secret_sha256, uri, signingAlg: signing_alg },
  }));
}

async function read<Value>(file: string, variable: string, shape: z.ZodType<Value>): Promise<Value> {
  const named = `${file} (${variable})`;
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new ListUnusable(`${named} cannot be read`, { cause });
  });
  const result = shape.safeParse(jsonIn(text, named));
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new ListUnusable(`${named} is wrong at ${issue?.path.join('.') || 'its top'}`);
}

function jsonIn(text: string, named: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ListUnusable(`${named} is no JSON`); // the parser's words repeat what stands there
  }
}

function checkOnce(values: readonly string[], named: string, member: string): void {
  if (new Set(values).size < values.length) throw new ListUnusable(`${named} has a ${member} twice`);
}
