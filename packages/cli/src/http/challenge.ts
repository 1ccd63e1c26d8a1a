/** Reads the `WWW-Authenticate` header (RFC 9110 §11.6.1). */

export type Challenge = {
  /** In lower case. */
  readonly scheme: string;
  /** Names in lower case; the first of a repeated name counts. */
  readonly parameters: ReadonlyMap<string, string>;
};

// A scheme, or a parameter with a quoted or plain value; token68 credentials never occur in challenges we read
const piece =
  /\s*(?:,\s*)?(?:([!#$%&'*+.^_`|~\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))|([!#$%&'*+.^_`|~\w-]+))/y;

/** The challenges of a header in order; reading stops where it breaks the syntax. */
export const parseChallenges = (header: string): readonly Challenge[] => readChallenges(header).challenges;

/** The same, and what is left where the syntax breaks: nothing in a header that parses. */
export function readChallenges(header: string): {
  readonly challenges: readonly Challenge[];
  readonly unread: string;
} {
  const challenges: { scheme: string; parameters: Map<string, string> }[] = [];
  piece.lastIndex = 0;
  let end = 0;
  for (let match = piece.exec(header); match !== null; match = piece.exec(header)) {
    const [, name, quoted, plain, scheme] = match;
    end = piece.lastIndex;
    if (scheme !== undefined) challenges.push({ scheme: scheme.toLowerCase(), parameters: new Map() });
    const parameters = challenges.at(-1)?.parameters;
    if (name === undefined || parameters === undefined) continue;
    const key = name.toLowerCase();
    if (!parameters.has(key)) parameters.set(key, quoted?.replaceAll(/\\(.)/g, '$1') ?? plain ?? '');
  }
  return { challenges, unread: header.slice(end).trim() };
}
