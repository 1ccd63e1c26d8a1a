type Claims = Readonly<Record<string, unknown>>;

/** Those of these names that there are. */
export const pick = (claims: Claims, names: readonly string[]): Claims =>
  Object.fromEntries(names.flatMap((name) => (Object.hasOwn(claims, name) ? [[name, claims[name]]] : [])));
