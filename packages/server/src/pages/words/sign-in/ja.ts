import type { Words } from '../words.ts';
import type { en } from './en.ts';

export const ja = {
  login_title: 'サインイン',
  login_to_client: '{client} に進みます',
  login_to_site: '{site} のアカウントを使います',
  reauthenticate_title: 'ご本人の確認',
  reauthenticate_lead: '続けるには、パスワードをもう一度入力してください。',
  confirm: '確認する',
  confirm_lead: 'この先で重要な変更を行います。続けるにはパスワードを入力してください。',
  username: 'ユーザー名またはメールアドレス',
  password: 'パスワード',
  show: '表示',
  hide: '非表示',
  show_password: 'パスワードを表示',
  hide_password: 'パスワードを非表示',
  remember_me: 'このブラウザーでサインインしたままにする',
  remember_me_hint: '共用のパソコンでは選ばないでください。',
  forgotten: 'パスワードを忘れた場合は、管理者が再設定できます。',
  login_failed: 'ユーザー名とパスワードが一致しません。両方を確かめて、もう一度お試しください。',
  login_disabled: 'このアカウントは無効になっています。管理者が再び有効にできます。',
  other_account: 'アプリは {name} とは別のアカウントを求めています。そのアカウントでサインインしてください。',
  session_timeout: 'しばらく操作がなかったため、サインアウトしました。',
  session_invalid: 'セッションが終了しました。続けるにはもう一度サインインしてください。',
  login_unavailable: '現在サインインできません。しばらくしてからお試しください。',
  login_directory_unavailable:
    'パスワードを確認するディレクトリに現在接続できません。パスワードが間違っているという意味ではありません。しばらくしてからお試しください。',
  select_title: 'アカウントの選択',
  continue_as: '{name} として続ける',
  logout_title: 'サインアウトしますか？',
  logout_lead: 'このブラウザーでの {site} のセッションを終了します。',
  logout_client: '{client} がサインアウトを求めています。',
  logout_unregistered:
    '{client} はこのあと {address} に戻ることを求めていますが、このアドレスは登録されていないため、移動しません。',
  logout_unproven:
    'あるアプリがこのあと {address} に戻ることを求めていますが、どのアプリか証明されていないため、移動しません。',
  sign_out: 'サインアウト',
  stay: 'サインインしたままにする',
  signed_out_title: 'サインアウトしました',
  signed_out: '{site} のセッションは終了しました。',
  signed_out_others: 'ほかのアプリに知らせています。',
  signed_out_untold:
    '一度に知らせられる数を超えています。残りのアプリは閉じるか、そちらでサインアウトしてください。',
  signed_out_frame: 'アプリからのサインアウト',
  sign_in_again: 'もう一度サインイン',
  continue_to: '{host} に進む',
} satisfies Words<typeof en>;
