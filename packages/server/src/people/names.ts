/**
 * The form in which user names and e-mail addresses are stored and compared: two that look alike are one
 * (NFKC and case folding, security.md I-7). Lower-casing the upper case folds ß, ſ and final ς as well; the upper case of
 * ẞ is itself, but that of its lower case is SS.
 */
export const foldName = (name: string): string =>
  name.normalize('NFKC').toLowerCase().toUpperCase().toLowerCase().normalize('NFKC').trim();

const username = /^[a-z0-9._@-]{1,64}$/; // product.md §2
// one address, no display name, no comment; whether it receives mail nobody can tell from its spelling
const email =
  /^[^\s@"(),:;<>[\\\]\p{Cc}\p{Bidi_Control}]{1,64}@[^\s@"(),:;<>[\\\]\p{Cc}\p{Bidi_Control}]{1,255}$/u;
// OpenID Connect Core §2 `sub`: at most 255 ASCII characters; without `:` no person passes as a client
const subject = /^[!-9;-~]{1,255}$/; // security.md T-6

export const isUsername = (folded: string): boolean => username.test(folded);
export const isEmail = (text: string): boolean => email.test(text);
export const isSubject = (text: string): boolean => subject.test(text);
