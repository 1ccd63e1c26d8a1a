/** The components of a URI as they were written (RFC 3986): nothing decoded, nothing put in order. */
export type UriParts = {
  /** Without its colon; empty: the text has none, and is no URI. */
  readonly scheme: string;
  readonly userInformation: string;
  readonly host: string;
  readonly port: string;
  readonly path: string;
  readonly query: string;
  readonly fragment: string;
};

const schemeName = /^[A-Za-z][A-Za-z0-9+.-]*$/;

/** Takes any text: the parts that are not there are empty. */
export function uriParts(text: string): UriParts {
  const [beforeFragment, fragment] = splitAt(text, text.indexOf('#'));
  const [beforeQuery, query] = splitAt(beforeFragment, beforeFragment.indexOf('?'));
  const [first, rest] = splitAt(beforeQuery, beforeQuery.indexOf(':'));
  const hasScheme = schemeName.test(first) && first !== beforeQuery;
  const [scheme, hierarchy] = hasScheme ? [first, rest] : ['', beforeQuery];
  if (!hierarchy.startsWith('//')) {
    return { scheme, userInformation: '', host: '', port: '', path: hierarchy, query, fragment };
  }
  const slash = hierarchy.indexOf('/', 2);
  const authority = slash === -1 ? hierarchy.slice(2) : hierarchy.slice(2, slash);
  const at = authority.lastIndexOf('@');
  const place = authority.slice(at + 1);
  const colon = place.indexOf(':', place.lastIndexOf(']') + 1);
  const [host, port] = splitAt(place, colon);
  const path = slash === -1 ? '' : hierarchy.slice(slash);
  return { scheme, userInformation: authority.slice(0, Math.max(at, 0)), host, port, path, query, fragment };
}

/** What is before and after the character there; all of it before where there is none. */
const splitAt = (text: string, index: number): readonly [string, string] =>
  index === -1 ? [text, ''] : [text.slice(0, index), text.slice(index + 1)];
