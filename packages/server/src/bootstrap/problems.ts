/** Something in the bootstrap file: where, as in `clients[2].redirect_uris[0]`, and what (operations.md K-6). */
export type Finding = { readonly at: string; readonly message: string };

/** The place as a path from the root of the file. */
export function place(path: readonly PropertyKey[]): string {
  return path.reduce<string>((whole, step) => {
    if (typeof step === 'number') return `${whole}[${step}]`;
    const name = String(step);
    if (!/^[A-Za-z_][A-Za-z0-9_-]*$/.test(name)) return `${whole}[${JSON.stringify(name)}]`;
    return whole === '' ? name : `${whole}.${name}`;
  }, '');
}

/** One finding per line, for the start of the server. */
export const formatFindings = (findings: readonly Finding[]): string =>
  findings.map(({ at, message }) => (at === '' ? message : `${at}: ${message}`)).join('\n');
