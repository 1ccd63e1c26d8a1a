/** What an answer tells once, and nothing tells again: it is printed where its receiver can copy it, and kept nowhere. */

import type { Style } from '../output/style.ts';
import { formatRows } from '../output/table.ts';
import { checkPrintable } from '../server/answer-values.ts';
import { isObject, type JsonObject, readText } from '../untrusted/json.ts';

/** Lines for people; none where the answer holds nothing secret. Throws for values that could mean something else. */
export function describeSecrets(answer: JsonObject, style: Style): readonly string[] {
  const invitation = answer['invitation'];
  const secret = readText(answer, 'client_secret');
  const password = readText(answer, 'password');
  const link = isObject(invitation) ? readText(invitation, 'url') : undefined;
  checkPrintable({ 'a client secret': secret, 'a password': password, 'a link': link });
  const rows = formatRows(
    [
      ['Client secret', secret],
      ['Password', password],
      ['Link to set a password', link],
    ],
    style,
  );
  return rows === '' ? [] : ['', style.yellow('Shown this once:'), rows];
}
