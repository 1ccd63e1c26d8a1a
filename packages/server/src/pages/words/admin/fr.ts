import type { Words } from '../words.ts';
import type { en } from './en.ts';

export const fr = {
  admin_overview: 'Tableau de bord',
  admin_lead: 'Ce que fait {site} et ce qui vous attend.',
  admin_users: 'Utilisateurs',
  admin_users_more: 'Administrateurs : {administrators}, désactivés : {disabled}',
  admin_clients: 'Applications clientes',
  admin_clients_more: { other: '{count} en attente d’approbation' },
  no_data_yet: 'Pas encore de données',
  as_table: 'Afficher en tableau',
  day: 'Jour',
  admin_live: 'Accès en cours',
  admin_live_more: {
    one: 'connexions d’applications ; {count} jeton opaque',
    other: 'connexions d’applications ; {count} jetons opaques',
  },
  chart_sign_ins: 'Connexions par jour',
  chart_succeeded: 'Réussies',
  chart_failed: 'Échouées',
  chart_tokens: 'Jetons par jour, par type d’octroi',
  grant_code: 'Code d’autorisation',
  grant_refresh: 'Renouvellement',
  grant_client: 'Identifiants du client',
  grant_device: 'Appareils et autres',
  chart_people: 'Personnes actives par jour',
  chart_clients: 'Clients avec le plus de jetons',
  latest_events: 'Derniers événements',
  warning_http_issuer:
    'L’émetteur est une adresse http sur un nom public : chacun sur le trajet peut lire les jetons. Mettez BASE_URL en https.',
  warning_audit_dropped:
    'Des entrées du journal ont été perdues, la base étant trop lente. Voir AUDIT_LOG_BUFFER_SIZE.',
  warning_notices_failed: 'Des avis de déconnexion n’ont pas pu être remis.',
  warning_forwarding_ignored:
    'Un proxy envoie des en-têtes de transfert, mais TRUSTED_PROXIES ne le mentionne pas : ils sont ignorés, et tout le monde semble venir d’une seule adresse.',
  warning_key_overdue: 'Une clé de signature est plus ancienne que ne le permet KEY_ROTATION_INTERVAL.',
  warning_pkce_exempt:
    'Certains clients sont dispensés de PKCE : leurs codes peuvent être volés et utilisés par d’autres.',
  warning_remedy: 'Ouvrir « {place} »',
  warning_self_unguarded:
    'Vous n’avez pas de second facteur : votre mot de passe suffit à ouvrir l’administration.',
  warning_admin_unguarded:
    'Un administrateur n’a pas de second facteur : un mot de passe suffit à ouvrir l’administration.',
  warning_provider_empty:
    'Un fournisseur est configuré mais n’admet personne : la liste des personnes admises est vide. Indiquez quelqu’un dans son réglage.',
} satisfies Words<typeof en>;
