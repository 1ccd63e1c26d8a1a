import type { Words } from '../words.ts';
import type { en } from './en.ts';

export const ja = {
  error_status: 'エラー {status}',
  error_code: 'コード',
  error_detail: '詳細',
  request_id: 'リクエスト番号',
  bad_request_title: 'このリクエストは完了できません',
  bad_request: 'アプリから受け付けられない内容が届きました。アプリに戻ってもう一度お試しください。',
  redirect_uri_refused_title: 'アプリケーションの戻り先が登録されていません',
  redirect_uri_refused:
    'アプリケーションは、このサーバーに登録されていないアドレスで応答を受け取ろうとしました。そのため、そこへは移動していません。',
  redirect_uri_developer:
    'アプリケーションの開発者の方へ: 下のリダイレクト先をこのクライアントに登録するか、登録済みのものを送信してください。スキーム、ポート、パス、末尾のスラッシュを含め、一字一句同じでなければなりません。異なる箇所はこのサーバーのログに記録されています。',
  asked_client_id: 'クライアント識別子',
  asked_redirect_uri: '送信されたリダイレクト先',
  unknown_client_title: 'このアプリは接続されていません',
  unknown_client:
    'このサーバーはこのアプリを知らないか、長く使われなかったため登録を消しました。アプリでこのサーバーへの接続を削除し、もう一度追加してください。',
  document_refused_title: 'このアプリを確認できませんでした',
  document_blocked:
    'アプリの説明は {host} にありますが、このサーバーはそこからの説明を受け付けません。管理者にお問い合わせください。',
  document_unreachable:
    'アプリの説明は {host} にありますが、正しい応答がありませんでした。1 分後にもう一度お試しください。',
  document_forbidden:
    'アプリの説明は {host} にありますが、このサーバーはそのアドレスに問い合わせません。管理者にお問い合わせください。',
  document_gone:
    'アプリの説明は {host} にありましたが、今はありません。アプリの提供元にお問い合わせください。',
  document_broken:
    'アプリの説明は {host} にありますが、規則に反しています。アプリの提供元にお問い合わせください。',
  flow_expired_title: 'アプリからやり直してください',
  flow_expired: 'このサインインは期限切れか、完了済みか、別のブラウザーで始められたものです。',
  forbidden_title: 'このアカウントでは開けません',
  forbidden: 'サインインしていますが、このページを開く権限がありません。',
  sign_in_unavailable_title: 'ここではサインインできません',
  sign_in_unavailable:
    'このアドレスは、アクセストークンを持つプログラム用です。サインインできるようにするには、管理者に依頼してください。',
  form_expired_title: 'このフォームは古くなっています',
  form_expired: '現在のセッションから送られていないため、何も変更していません。ページを開き直してください。',
  opened_elsewhere_title: 'このページのアドレスは別です',
  opened_elsewhere:
    '正しいアドレスは {host} です。別の名前で開いたページからは受け付けられません。何も変更していません。',
  cookies_blocked_title: 'ブラウザーがクッキーを保存していません',
  cookies_blocked:
    'サインインにはこのサイトのクッキーが必要です。許可してからもう一度お試しください。何も変更していません。',
  not_found_title: 'ページが見つかりません',
  not_found: 'このアドレスには何もありません。',
  method_not_allowed_title: 'このアドレスは別の方法で開きます',
  method_not_allowed: '別の種類のリクエストが必要です。何も変更していません。',
  too_many_requests_title: '少し速すぎます',
  too_many_requests: 'リクエストが多すぎます。{wait}後にもう一度お試しください。',
  unavailable_title: 'まもなく再開します',
  unavailable: '現在サービスを利用できません。このページは自動で再読み込みします。',
  fault_title: '問題が起きました',
  fault: 'もう一度お試しください。続く場合は、リクエスト番号を管理者に伝えてください。',
  client_refused_title: 'アプリのリクエストは受け付けられませんでした',
  client_refused: 'このアプリを許可したことがないため、確認なしに {host} へ移動することはしませんでした。',
  client_refused_device: 'このアプリを許可したことがないため、確認なしにアプリへ戻ることはしませんでした。',
  return_to_application: 'アプリに戻る',
  return_with_error: '{host} に戻る',
  go_to_start: '最初のページへ',
  try_again: 'もう一度試す',
} satisfies Words<typeof en>;
