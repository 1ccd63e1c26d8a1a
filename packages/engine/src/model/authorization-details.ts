/** What a client may be allowed beyond scopes, object by object (RFC 9396). */

/** One object, as it was asked for; what its members mean is its type's affair (RFC 9396 §2). */
export type AuthorizationDetail = Readonly<Record<string, unknown>> & { readonly type: string };

/** Words for people, in English or whichever language was meant first, and in others by tag (BCP 47). */
export type DetailWords = {
  readonly text: string;
  readonly texts?: Readonly<Record<string, string>>;
};

/** What a member is called; `path` leads to it: names of members joined by dots, without the places in lists. */
export type DetailLabel = DetailWords & { readonly path: string };

/** A registered type (advanced.md RAR-1). */
export type DetailsType = {
  readonly id: string;
  readonly title: DetailWords;
  /** In the order in which they are shown; a member without a label is shown by its path. */
  readonly labels: readonly DetailLabel[];
  /** A closed JSON Schema of all but `type` and `locations`, unless it names those too. */
  readonly schema: Readonly<Record<string, unknown>>;
  /** The only places its objects may name; null: any resource the client may ask for. */
  readonly locations: readonly string[] | null;
  /** What an object is, in words of its own; absent: value by value, by the labels. */
  readonly describe?: (detail: AuthorizationDetail) => readonly DescribedRow[];
  /** What a credential that the object opens says of the person, `sayingsOf` each; absent: its objects open none. */
  readonly says?: (detail: AuthorizationDetail) => readonly string[];
};

export type DescribedRow = {
  readonly path: string;
  readonly label: DetailLabel | null;
  readonly values: readonly string[];
};

/** A type with its schema compiled. */
export type KnownDetailsType = DetailsType & {
  /** Whether the object is one of this type. Never throws. */
  readonly accepts: (detail: AuthorizationDetail) => boolean;
};

/** A text that is the same for two values of JSON exactly where they are deeply equal: the order of members says nothing. */
export const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([one], [other]) => (one < other ? -1 : 1)))
      : member,
  );

/** Each of them once. */
export const distinctDetails = (details: readonly AuthorizationDetail[]): readonly AuthorizationDetail[] => [
  ...new Map(details.map((detail) => [canonical(detail), detail])).values(),
];

/** Whether a deeply equal one is among them (advanced.md RAR-4). */
export const includesDetail = (
  details: readonly AuthorizationDetail[],
  wanted: AuthorizationDetail,
): boolean => details.some((detail) => canonical(detail) === canonical(wanted));

/** Where its permissions may be used; empty: wherever the token may be (RFC 9396 §2.2). */
export const locationsOf = ({ locations }: AuthorizationDetail): readonly string[] =>
  Array.isArray(locations) ? locations.filter((location) => typeof location === 'string') : [];
