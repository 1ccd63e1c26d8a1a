/** What the operator lists for a server that keeps nothing: people, and who may ask about tokens (federation-vci-authlete.md ATL-8). */

import { readFile } from 'node:fs/promises';
import { isJsonObject } from '@grantor/protocol';
import { Refusal } from '../refusal/refusal.ts';
import type { ListedPerson } from './people.ts';
import type { ResourceServer } from './resource-servers.ts';

/** A file cannot be used; the message says which, where and why, and nothing that stands in it. */
export class ListUnusable extends Refusal {
  override readonly name = 'ListUnusable';
}

const argon2id =
  /^\$argon2id\$v=19\$m=\d{1,7},t=\d{1,3},p=\d{1,3}\$[A-Za-z0-9+/]{11,86}\$[A-Za-z0-9+/]{43,86}$/;

/** Whether a member may be so; undefined: it is not there. */
type Shape = Readonly<Record<string, (value: unknown) => boolean>>;

const text = (pattern: RegExp) => (value: unknown) => typeof value === 'string' && pattern.test(value);
const optional = (isRight: (value: unknown) => boolean) => (value: unknown) =>
  value === undefined || isRight(value);

const people: Shape = {
  loginId: text(/^.{1,256}$/su),
  subject: text(/^(?!client:)[\x21-\x7e]{1,100}$/),
  password: text(argon2id),
  claims: optional(isJsonObject),
};

const servers: Shape = {
  id: text(/^.{1,255}$/su),
  secret_sha256: text(/^[A-Za-z0-9_-]{43}$/),
  uri: optional((value) => typeof value === 'string' && URL.canParse(value)),
  signing_alg: optional(text(/^(?:RS256|PS256|ES256|EdDSA)$/)),
};

type ListedUser = {
  readonly loginId: string;
  readonly subject: string;
  readonly password: string;
  readonly claims?: Readonly<Record<string, unknown>>;
};

type ListedServer = {
  readonly id: string;
  readonly secret_sha256: string;
  readonly uri?: string;
  readonly signing_alg?: ResourceServer['signingAlg'];
};

/** Rejects with ListUnusable; nobody, where no file is named. */
export async function readPeople(file: string | null): Promise<readonly ListedPerson[]> {
  const listed = file === null ? [] : await read<ListedUser>(file, 'USERS_FILE', people);
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
  const listed = file === null ? [] : await read<ListedServer>(file, 'RESOURCE_SERVERS_FILE', servers);
  checkOnce(
    listed.map(({ id }) => id),
    `${file} (RESOURCE_SERVERS_FILE)`,
    'id',
  );
  return listed.map(({ id, secret_sha256, uri = null, signing_alg = null }) => ({
    ...{ id, secretHash: secret_sha256, uri, signingAlg: signing_alg },
  }));
}

async function read<Listed>(file: string, variable: string, shape: Shape): Promise<readonly Listed[]> {
  const named = `${file} (${variable})`;
  const content = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new ListUnusable(`${named} cannot be read`, { cause });
  });
  const list = jsonIn(content, named);
  const wrong = Array.isArray(list)
    ? list.flatMap((one, at) => faultsOf(one, String(at), shape))
    : ['its top'];
  if (wrong.length > 0) throw new ListUnusable(`${named} is wrong at ${wrong[0]}`);
  return list as readonly Listed[];
}

/** Where it is wrong: members that are not so, and those that nobody knows. */
function faultsOf(value: unknown, at: string, shape: Shape): readonly string[] {
  if (!isJsonObject(value)) return [at];
  const wrong = Object.entries(shape).filter(([name, isRight]) => !isRight(value[name]));
  const unknown = Object.keys(value).filter((name) => !Object.hasOwn(shape, name));
  return [...wrong.map(([name]) => `${at}.${name}`), ...unknown.map(() => at)];
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
