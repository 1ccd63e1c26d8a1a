import type { Words } from '../words.ts';
import type { en } from './en.ts';

export const de = {
  consent_title: 'Darf {client} Ihr Konto verwenden?',
  consent_unverified:
    'Diese Anwendung hat sich selbst registriert; niemand hier hat sie geprüft. Fahren Sie nur fort, wenn Sie {host} vertrauen.',
  consent_document:
    'Diese Anwendung ist unter {document} beschrieben; niemand hier hat sie geprüft. Fahren Sie nur fort, wenn Sie dieser Adresse vertrauen.',
  consent_document_elsewhere:
    'Diese Anwendung ist unter {document} beschrieben und führt zu {host}; niemand hier hat sie geprüft. Fahren Sie nur fort, wenn Sie beiden vertrauen.',
  consent_unverified_device:
    'Diese Anwendung hat sich selbst registriert, und jedes Programm auf diesem Computer könnte sich für sie ausgeben. Fahren Sie nur fort, wenn Sie sie selbst gestartet haben.',
  consent_document_device:
    'Diese Anwendung ist unter {document} beschrieben, doch jedes Programm auf diesem Computer könnte sich für sie ausgeben. Fahren Sie nur fort, wenn Sie sie selbst gestartet haben.',
  consent_federation:
    'Die Föderation von {anchor} bürgt für diese Anwendung; niemand hier hat sie geprüft. Fahren Sie nur fort, wenn Sie dieser Föderation vertrauen.',
  consent_federation_of:
    'Die Föderation von {anchor} sagt, dass diese Anwendung zu {organization} gehört; niemand hier hat sie geprüft. Fahren Sie nur fort, wenn Sie beiden vertrauen.',
  consent_this_device:
    'Dies ist eine Anwendung auf diesem Gerät. Fahren Sie nur fort, wenn Sie sie selbst gestartet haben.',
  changed:
    'Das hat sich geändert, während die Seite offen war; es ist nichts geschehen. Sehen Sie es sich noch einmal an, bevor Sie entscheiden.',
  stale:
    'Dieses Formular ist veraltet; es ist nichts geschehen. Prüfen Sie es und senden Sie es noch einmal ab.',
  no_access_title: 'Sie können {client} nicht verwenden',
  no_access:
    'Nur Mitglieder bestimmter Gruppen dürfen diese Anwendung verwenden, und Ihr Konto gehört zu keiner davon. Bitten Sie die Administration von {site}, Sie aufzunehmen.',
  no_access_contacts: 'Ansprechpartner der Anwendung:',
  no_access_return: 'Zurück zur Anwendung',
  no_access_tell_device: 'Gerät ablehnen',
  account: 'Ihr Konto',
  account_switch: 'Anderes Konto verwenden',
  scopes: 'Was sie tun darf',
  scopes_new: 'Neu',
  scopes_granted: 'Bereits erlaubt',
  scopes_kept: 'Bleibt',
  scopes_removed: 'Endet',
  change_merge: 'Dies kommt zu etwas hinzu, das Sie bereits erlaubt haben.',
  change_replace: 'Dies tritt an die Stelle von etwas, das Sie bereits erlaubt haben.',
  scopes_none: 'Sie verlangt keinen Zugriff auf Ihr Konto.',
  scope_undescribed: 'Von Ihrer Administration nicht beschrieben',
  scope_includes: 'Schließt ein:',
  scope_openid: 'Sie beim nächsten Besuch wiedererkennen',
  scope_profile: 'Ihren Namen und Ihr Profil sehen',
  scope_email: 'Ihre E-Mail-Adresse sehen',
  scope_address: 'Ihre Postanschrift sehen',
  scope_phone: 'Ihre Telefonnummer sehen',
  scope_groups: 'Sehen, zu welchen Gruppen Sie gehören',
  scope_offline_access: 'Diesen Zugriff behalten, während Sie abwesend sind',
  scope_read: 'Ihre Inhalte lesen',
  scope_write: 'Inhalte für Sie anlegen und ändern',
  scope_query_grants: 'Sehen, was Sie ihr erlaubt haben',
  scope_revoke_grants: 'Beenden, was Sie ihr erlaubt haben',
  scope_administer:
    'Diesen Server verwalten, wie Sie es können: Personen, Anwendungen und Schlüssel anlegen, ändern und löschen',
  claims: 'Was sie über Sie erfährt',
  resource_learns: 'Erfährt über Sie: {claims}.',
  claim_email: 'E-Mail-Adresse',
  claim_name: 'Name',
  claim_preferred_username: 'Benutzername',
  claim_groups: 'Gruppen',
  claim_given_name: 'Vorname',
  claim_family_name: 'Nachname',
  claim_middle_name: 'Zweiter Vorname',
  claim_nickname: 'Spitzname',
  claim_profile: 'Profilseite',
  claim_picture: 'Bild',
  claim_website: 'Website',
  claim_gender: 'Geschlecht',
  claim_birthdate: 'Geburtsdatum',
  claim_zoneinfo: 'Zeitzone',
  claim_locale: 'Sprache',
  claim_updated_at: 'Letzte Änderung Ihres Profils',
  claim_address: 'Postanschrift',
  claim_phone_number: 'Telefonnummer',
  return_to: 'Danach kehren Sie zu {host} zurück.',
  an_application_on_this_device: 'einer Anwendung auf diesem Gerät ({address})',
  consent_undo: 'Sie können dies jederzeit unter {place} zurücknehmen.',
  authorizations: 'Verbundene Anwendungen',
  allow: 'Erlauben',
  deny: 'Ablehnen',
  detail_allow: 'Dies erlauben',
  effect_deletes: 'Löscht',
  effect_shares: 'Gibt weiter',
} satisfies Words<typeof en>;
