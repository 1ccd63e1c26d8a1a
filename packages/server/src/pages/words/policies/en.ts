/** What else administrators lay down: types of authorization details. */
export const en = {
  policies_title: 'Policies',
  policies_lead:
    'Types of authorization details: rights that no scope can say, such as one payment of an amount to somebody.',
  details_search: 'Beginning of the type',
  details_empty_title: 'No type yet',
  details_empty: 'Register a type to let applications ask for it, object by object.',
  details_new: 'New type',
  details_create: 'Create type',
  details_one: 'Type',
  details_type: 'Type',
  details_type_hint: 'As requests name it, such as {short} or {long}. It stays as it is.',
  details_title: 'What it allows, in words',
  details_schema: 'JSON Schema of its objects',
  details_schema_hint:
    'Of type {object} and closed: {additional} is {no} everywhere. The members {type} and {locations} are checked anyway.',
  details_labels: 'Names of the values',
  details_labels_hint: 'One in each line: path = name. The path is made of member names joined by dots.',
  details_locations: 'Locations',
  details_locations_hint: 'The only ones its objects may name. Empty: any resource the client may ask for.',
  details_languages: 'In other languages',
  details_conflict:
    'Somebody else changed this type in the meantime. Below is what is stored now beside what you entered; nothing of yours is saved yet. Save again to replace it.',
  details_try: 'Try it',
  details_object: 'Object',
  details_try_hint: 'An object as a request would send it. Nothing comes of it.',
  details_try_right: 'A request with this object would be taken.',
  details_try_wrong: 'A request with this object would be refused.',
  details_try_shown: 'So it is shown:',
  delete_details_title: 'Delete {type}?',
  delete_details_consequence:
    'Nobody can ask for it any more, and what was allowed of it is gone with the next token.',
  done_details_saved: 'The type was saved.',
  done_details_deleted: 'The type was deleted.',
} as const;
