import type { Words } from '../words.ts';
import type { en } from './en.ts';

export const ja: Words<typeof en> = {
  without_password: 'またはパスワードなしで',
  login_through: '{provider} で続ける',
  provider_asked: '{provider}に求める権限',
  provider_asked_note: '{site}があなたを確認するために求めます。{client}には渡されません。',
  provider_next: '許可すると、次に{provider}でサインインします。',
  provider_other_way: '別の方法でサインイン',
  through_failed: '{provider} でのサインインができませんでした',
  through_denied: '{provider} でサインインが取り消されました。何も共有されていません。',
  through_not_listed:
    '{provider} のあなたのアカウントは、ここではサインインできません。管理者に許可を依頼してください。',
  through_unreachable:
    '{provider} から正しい応答がありませんでした。しばらくしてからもう一度お試しください。',
  through_unknown_state:
    'このサインインは時間がかかりすぎたか、すでに終わったか、別のブラウザーで始まったものです。最初からやり直してください。',
  through_email_taken:
    'あなたのメールアドレスはここですでに使われています。ご本人の場合は、パスワードでサインインし、「アカウント › サインイン方法」で {provider} を連携してください。',
  through_closed:
    '{provider} のこのアカウントと連携した人はおらず、新しいアカウントは作成できません。管理者にお問い合わせください。',
  through_disabled: 'このアカウントは無効です。管理者が再び有効にできます。',
  through_other_account:
    '{provider} から別の人として戻りました。ここで使っているアカウントで、あちらにサインインしてください。',
  through_identity_in_use: '{provider} のこのアカウントは、ここでは別の人と連携しています。',
  through_already_linked: 'すでに {provider} の別のアカウントと連携しています。先に解除してください。',
  through_back: 'サインインに戻る',
  through_back_connections: 'サインイン方法に戻る',
  connections_title: 'サインイン方法',
  connections_lead: '{site} へのサインインに使う、ほかのサービスのアカウントです。',
  connections_none: 'ほかのサインイン方法はありません',
  connections_none_why: '連携できるプロバイダーを管理者が設定していません。',
  connections_more: '別のアカウントを連携',
  connections_more_why: '一度あちらでサインインすると、以後ここで使えます。',
  connect_with: '{provider} を連携',
  connection_provider: 'プロバイダー',
  connection_account: 'あちらのアカウント',
  connected_since: '連携日',
  disconnect: '連携を解除',
  disconnect_title: '{provider} の連携を解除しますか?',
  disconnect_consequence:
    '{provider} ではサインインできなくなります。それでサインインしたセッションとアプリは、すぐにアクセスを失います。',
  disconnect_only_way:
    '{provider} が唯一のサインイン方法です。先にパスワードを設定するか、別のアカウントを連携してください。',
  vouched_title: 'ほかのサーバーによる保証',
  vouched_why: 'これらのサーバーの保証により、アプリは確認なしにあなたとしてアクセスできます。',
  vouched_end_consequence:
    'アプリは {provider} の保証によるアクセスを得られなくなります。そうして得たアクセスはすぐに終わり、再び連携できるのは管理者だけです。',
  user_vouched_end_consequence:
    'アプリは {provider} の保証によって {name} としてのアクセスを得られなくなります。そうして得たアクセスはすぐに終わり、再び連携できるのは管理者だけです。',
  done_connection_linked: 'アカウントを連携しました。これからはこれでサインインできます。',
  done_connection_ended: 'アカウントの連携を解除しました。',
  every_connection_title: '連携アカウント',
  every_connection_lead: 'ここへのサインインに使われている、ほかのプロバイダーのアカウントです。',
  every_connection_empty_title: '連携アカウントはありません',
  every_connection_empty:
    'だれかがほかのプロバイダーでサインインすると、そのアカウントがここに表示されます。',
  user_connections_title: '{name} の連携アカウント',
  tile_connections: 'サインインに使えるほかのアカウント',
  user_disconnect_title: '{name} から {provider} の連携を解除しますか?',
  user_disconnect_consequence:
    '{name} は {provider} ではサインインできなくなります。それでサインインしたセッションとアプリは、すぐにアクセスを失います。',
  user_disconnect_account:
    '{name} は {provider} の {account} ではサインインできなくなります。それでサインインしたセッションとアプリは、すぐにアクセスを失います。',
  user_disconnect_only_way:
    '{name} にはこれしかサインインの方法がありません。パスワードもリセットしないと、だれも入れなくなります。',
};
