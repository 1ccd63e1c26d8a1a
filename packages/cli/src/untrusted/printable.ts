/** Which characters values of a server may have, so that they mean one thing wherever they are written. */

/** More than any header or variable of a process carries. */
const longest = 65_536;

/** Printable ASCII: VSCHAR, of which ids, secrets and tokens are made (RFC 6749 §A.1, §A.2, §A.12, §A.17). */
export const isPrintable = (text: string): boolean => text.length <= longest && /^[\x20-\x7e]*$/.test(text);

/** One scope (RFC 6749 §A.4). */
export const isScope = (text: string): boolean => /^[\x21\x23-\x5b\x5d-\x7e]{1,1000}$/.test(text);

/** A URI in the characters that URIs have (RFC 3986 §2). */
export const isUri = (text: string): boolean =>
  text.length <= 8000 && /^[\w.~:/?#[\]@!$&'()*+,;=%-]+$/.test(text) && URL.canParse(text);

/** The address of a page or an endpoint: a URI of the web, with nobody's name and password in it. */
export function isWebAddress(text: string): boolean {
  const url = isUri(text) ? URL.parse(text) : null;
  return url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '';
}
