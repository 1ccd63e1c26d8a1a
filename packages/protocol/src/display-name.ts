/** Names that strangers give themselves and people read (clients.md §2). */

// Controls, halves of surrogate pairs, what turns the direction of text around, and whatever else programs do not draw;
// joiners and the choice between text and picture stay, since scripts and emoji are written with them
const removed =
  /(?!\u200c|\u200d|\ufe0e|\ufe0f)[\p{Cc}\p{Cs}\p{Bidi_Control}\p{Default_Ignorable_Code_Point}]/gu;

// What shows nothing by itself: the above, every space, marks without a letter, and two symbols that are blank
const unseen = /[\p{C}\p{Z}\p{M}\p{Default_Ignorable_Code_Point}\u2800\u{1d159}]/gu;

/** The name as it is shown, with no more than one space between words; null where nothing would be seen. */
export function displayName(text: string): string | null {
  const cleaned = text.replaceAll(/\s/g, ' ').replaceAll(removed, '').replaceAll(/ {2,}/g, ' ').trim();
  return cleaned.replaceAll(unseen, '') === '' ? null : cleaned;
}
