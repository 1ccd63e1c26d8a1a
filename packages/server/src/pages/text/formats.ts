/**
 * Owns what writes numbers, moments and lists as a language does. Each is made once: that takes longer than a row of a
 * page, and some 50 KB that V8 does not count, so that what a few hundred pages leave behind would fill a machine.
 */

/** Languages, shapes and the time zones of people who look; beyond them all are forgotten and made again. */
const mostKept = 100;

function kept<Options extends object, Format>(make: (locale: string, options?: Options) => Format) {
  const made = new Map<string, Format>();
  return (locale: string, options?: Options): Format => {
    const key = options === undefined ? locale : `${locale} ${JSON.stringify(options)}`;
    const known = made.get(key);
    if (known !== undefined) return known;
    if (made.size === mostKept) made.clear();
    const format = make(locale, options);
    made.set(key, format);
    return format;
  };
}

export const numberFormat = kept(
  (locale, options?: Intl.NumberFormatOptions) => new Intl.NumberFormat(locale, options),
);

export const dateTimeFormat = kept(
  (locale, options?: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, options),
);

export const relativeTimeFormat = kept(
  (locale, options?: Intl.RelativeTimeFormatOptions) => new Intl.RelativeTimeFormat(locale, options),
);

export const pluralRules = kept(
  (locale, options?: Intl.PluralRulesOptions) => new Intl.PluralRules(locale, options),
);

export const listFormat = kept(
  (locale, options?: Intl.ListFormatOptions) => new Intl.ListFormat(locale, options),
);

export const languageDisplay = kept(
  (locale, _options?: object) => new Intl.DisplayNames([locale], { type: 'language' }),
);
