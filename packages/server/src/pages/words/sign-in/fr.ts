import type { Words } from '../words.ts';
import type { en } from './en.ts';

export const fr = {
  login_title: 'Se connecter',
  login_to_client: 'pour continuer vers {client}',
  login_to_site: 'avec votre compte {site}',
  reauthenticate_title: 'Confirmez que c’est vous',
  reauthenticate_lead: 'Saisissez à nouveau votre mot de passe pour continuer.',
  confirm: 'Confirmer',
  confirm_lead:
    'L’étape suivante modifie quelque chose d’important. Saisissez votre mot de passe pour continuer.',
  username: 'Nom d’utilisateur ou adresse e-mail',
  password: 'Mot de passe',
  show: 'Afficher',
  hide: 'Masquer',
  show_password: 'Afficher le mot de passe',
  hide_password: 'Masquer le mot de passe',
  remember_me: 'Rester connecté dans ce navigateur',
  remember_me_hint: 'À laisser vide sur un ordinateur partagé.',
  forgotten: 'Mot de passe oublié ? Votre administrateur peut le réinitialiser.',
  login_failed:
    'Ce nom d’utilisateur et ce mot de passe ne correspondent pas. Vérifiez les deux et réessayez.',
  login_disabled: 'Ce compte est désactivé. Votre administrateur peut le réactiver.',
  other_account: 'L’application demande un autre compte que {name}. Connectez-vous avec celui-là.',
  session_timeout: 'Vous avez été déconnecté après une période sans activité.',
  session_invalid: 'Votre session a pris fin. Connectez-vous à nouveau pour continuer.',
  login_unavailable: 'La connexion n’est pas disponible pour le moment. Réessayez dans un instant.',
  login_directory_unavailable:
    'L’annuaire qui vérifie votre mot de passe est injoignable pour le moment. Cela ne dit rien de votre mot de passe : réessayez dans un instant.',
  select_title: 'Choisir un compte',
  continue_as: 'Continuer en tant que {name}',
  logout_title: 'Se déconnecter ?',
  logout_lead: 'Cela met fin à votre session {site} dans ce navigateur.',
  logout_client: '{client} demande à vous déconnecter.',
  logout_unregistered:
    '{client} souhaite que vous reveniez ensuite à {address}. Cette adresse n’est pas enregistrée : vous resterez donc ici.',
  logout_unproven:
    'Une application souhaite que vous reveniez ensuite à {address}. Elle n’a pas prouvé son identité : vous resterez donc ici.',
  sign_out: 'Se déconnecter',
  stay: 'Rester connecté',
  signed_out_title: 'Vous êtes déconnecté',
  signed_out: 'Votre session {site} a pris fin.',
  signed_out_others: 'Vos autres applications en sont averties.',
  signed_out_untold:
    'Vous utilisez plus d’applications qu’il n’est possible d’en avertir en une fois : fermez les autres ou déconnectez-vous-y.',
  signed_out_frame: 'Déconnexion d’une application',
  sign_in_again: 'Se reconnecter',
  continue_to: 'Continuer vers {host}',
} satisfies Words<typeof en>;
