/** Who a token belongs to: from userinfo, else from Grantor's tokeninfo, else from the token itself (cli.md §1). */

import { fetchUserInfo, skipSubjectCheck } from 'openid-client';
import { type Connection, protocolClient } from '../server/protocol-client.ts';
import { clean } from '../untrusted/clean.ts';
import { type JsonObject, parseObject, readText } from '../untrusted/json.ts';

export type Account = {
  readonly source: 'userinfo' | 'tokeninfo' | 'token' | 'nothing';
  readonly subject?: string;
  readonly name?: string;
  readonly username?: string;
  readonly email?: string;
};

type Question = { readonly accessToken: string; readonly subject?: string };

/** Never rejects because a server refuses to tell, nor waits for one; the next source is asked then. */
export async function findAccount(connection: Connection, question: Question): Promise<Account> {
  return (
    (await fromUserinfo(connection, question)) ??
    (await fromTokeninfo(connection, question)) ??
    fromToken(question) ?? { source: 'nothing' }
  );
}

async function fromUserinfo(
  connection: Connection,
  { accessToken, subject }: Question,
): Promise<Account | null> {
  if (connection.metadata.userinfo_endpoint === undefined) return null;
  try {
    const configuration = protocolClient(connection, 'single');
    const claims = await fetchUserInfo(configuration, accessToken, subject ?? skipSubjectCheck);
    return accountFrom({ ...claims }, 'userinfo');
  } catch {
    return null; // the token may lack openid
  }
}

async function fromTokeninfo(
  { metadata, http }: Connection,
  { accessToken }: Question,
): Promise<Account | null> {
  try {
    const url = new URL('/oauth/tokeninfo', metadata.issuer).href;
    const response = await http.fetchWith('single')(url, {
      headers: { accept: 'application/json', authorization: `Bearer ${accessToken}` },
    });
    const content = response.ok ? parseObject(await response.text()) : null;
    const subject = content === null ? undefined : (readText(content, 'user_id') ?? readText(content, 'sub'));
    return subject === undefined ? null : accountFrom({ ...content, sub: subject }, 'tokeninfo');
  } catch {
    return null;
  }
}

/** Read, not verified: it is shown to the person it belongs to. */
function fromToken({ accessToken }: Question): Account | null {
  const claims = parseObject(Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString());
  return claims === null ? null : accountFrom(claims, 'token');
}

function accountFrom(claims: JsonObject, source: Account['source']): Account {
  const cleaned = (...names: readonly string[]): string | undefined => {
    const value = names.map((name) => readText(claims, name)).find((text) => text !== undefined);
    return value === undefined ? undefined : clean(value);
  };
  const found = {
    subject: cleaned('sub'),
    name: cleaned('name'),
    username: cleaned('preferred_username', 'username'),
    email: cleaned('email'),
  };
  return { source, ...Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined)) };
}

/** One line for people: `Ada Lovelace (ada@example.com)`. */
export function describeAccount({ subject, name, username, email }: Account): string {
  const [first, second] = [...new Set([name ?? username, username, email, subject])].filter(
    (text) => text !== undefined,
  );
  if (first === undefined) return 'somebody the server does not name';
  const inBrackets = email !== undefined && email !== first ? email : second;
  return inBrackets === undefined || inBrackets === subject ? first : `${first} (${inBrackets})`;
}
