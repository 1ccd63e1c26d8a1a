import type { Style } from '../output/style.ts';
import { formatRows } from '../output/table.ts';
import { clean } from '../untrusted/clean.ts';
import { type JsonObject, readText, readTexts } from '../untrusted/json.ts';

export type ShownRegistration = {
  readonly heading: string;
  readonly issuer: string;
  readonly answer: JsonObject;
  readonly place: string;
};

/** A registration for people; its secret is shown because nothing else ever shows it. */
export function describeRegistration(
  { heading, issuer, answer, place }: ShownRegistration,
  style: Style,
): string {
  const text = (name: string): string | undefined => {
    const value = readText(answer, name);
    return value === undefined ? undefined : clean(value);
  };
  const list = (name: string): string => readTexts(answer, name).map(clean).join(', ');
  const rows = formatRows(
    [
      ['Client id', text('client_id')],
      ['Client secret', text('client_secret')],
      ['Redirect URIs', list('redirect_uris')],
      ['Authentication', text('token_endpoint_auth_method')],
      ['Grants', list('grant_types')],
      ['Scope', text('scope')],
      ['Kept in', place],
    ],
    style,
  );
  const name = text('client_name');
  const title = `${heading}${name === undefined ? '' : ` “${name}”`} at ${issuer}.`;
  return `${style.green('✓')} ${style.bold(title)}\n${rows}`;
}
