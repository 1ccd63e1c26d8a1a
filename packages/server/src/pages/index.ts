/**
 * Owns what people see: one pure function per page, `(model, frame) → Html`, and the headers pages need.
 * Never reads a request, a clock or the store.
 */

import './text/all-words.ts';

export { type ActivityModel, type ActivityRow, activityPage } from './account/activity.ts';
export { type AuthorizationsModel, authorizationsPage } from './account/authorizations.ts';
export { type BrowserRow, browsersPage } from './account/browsers.ts';
export { type ConfirmationModel, confirmationPage } from './account/confirmation.ts';
export {
  type ConnectionRow,
  type ConnectionsModel,
  connectionsPage,
  type DisconnectionModel,
  disconnectionPage,
} from './account/connections.ts';
export {
  type CredentialChoice,
  credentialEndPage,
  type OwnCredentialsModel,
  ownCredentialsPage,
  ownCredentialsPath,
} from './account/credentials.ts';
export {
  type FactorQuestion,
  type FactorsModel,
  factorQuestionPage,
  factorsPage,
  type NewPasskeyModel,
  newPasskeyPage,
  newRecoveryCodesPage,
  type PasskeyRow,
  type RenameModel,
  renamePasskeyPage,
  totpPage,
} from './account/factors.ts';
export {
  type AccountHomeModel,
  type AppTile,
  accountHomePage,
  type SignInRow,
} from './account/home.ts';
export { type MailPanels, type NoticeName, noticeNames } from './account/mail-panels.ts';
export { type OwnPasswordModel, ownPasswordPage } from './account/password.ts';
export { type ProfileModel, profilePage } from './account/profile.ts';
export { type RequestRow, requestsPage } from './account/requests.ts';
export {
  type TokenSessionRow,
  type TokenSessionsModel,
  tokenSessionsPage,
} from './account/token-sessions.ts';
export {
  type AddressQuestion,
  addressDonePage,
  addressQuestionPage,
  mailLinkUnusablePage,
} from './address.ts';
export { type AuditEntry, type AuditModel, auditEntryPage, auditPage } from './admin/audit.ts';
export { type EveryAuthorizationModel, everyAuthorizationPage } from './admin/authorizations.ts';
export {
  type BrowserSessionRow,
  type BrowserSessionsModel,
  browserSessionsPage,
} from './admin/browser-sessions.ts';
export { type ClientModel, clientPage } from './admin/client.ts';
export {
  authorizationQuestionPage,
  type ClientAuthorizationsModel,
  clientAuthorizationsPage,
} from './admin/client-authorizations.ts';
export { clientEditPage } from './admin/client-edit.ts';
export { clientTrialPage } from './admin/client-trial.ts';
export { type ClientRow, type ClientsModel, clientsPage } from './admin/clients.ts';
export {
  type EveryConnectionModel,
  everyConnectionPage,
  everyConnectionPath,
  type PersonsConnectionRow,
} from './admin/connections.ts';
export { type CredentialsModel, credentialsPage, credentialsPath } from './admin/credentials.ts';
export { type DashboardModel, type DashboardWarning, dashboardPage } from './admin/dashboard.ts';
export {
  type MemberKind,
  memberField,
  memberKinds,
  memberParts,
  mostMembers,
} from './admin/details-type-fields.ts';
export {
  type DetailsTypeModel,
  type DetailsTypeQuestion,
  type DetailsTypeValues,
  detailsTypePage,
  detailsTypeQuestionPage,
} from './admin/details-types.ts';
export {
  type DocumentFailure,
  type DocumentRow,
  type DocumentsModel,
  documentsPage,
} from './admin/documents.ts';
export {
  type KeyQuestionModel,
  type KeyRefusal,
  type KeyRow,
  type KeysModel,
  keyQuestionPage,
  keysPage,
} from './admin/keys.ts';
export { type PeopleModel, type PersonRow, peoplePage, peoplePath } from './admin/people.ts';
export { type PersonModel, type PersonRefusalWords, personPage } from './admin/person.ts';
export { type PersonAuthorizationsModel, personAuthorizationsPage } from './admin/person-authorizations.ts';
export {
  type EditPersonModel,
  editPersonPage,
  type NewPersonModel,
  newPersonPage,
} from './admin/person-form.ts';
export { type PersonQuestion, personQuestionPage } from './admin/person-questions.ts';
export {
  type PoliciesModel,
  type PolicyRow,
  policiesPage,
  policyHome,
  policyPaths,
  type RecordKind,
} from './admin/policies.ts';
export {
  type FieldForm,
  fixedValue,
  mostClaims,
  type PolicyEntered,
  policyFields,
} from './admin/policy-fields.ts';
export { type PolicyFormModel, policyFormPage, policyQuestionPage } from './admin/policy-form.ts';
export {
  type ResourceFormModel,
  type ResourceValues,
  resourceFormPage,
  resourceQuestionPage,
  resourcesPage,
} from './admin/resources.ts';
export {
  type ScopeFormModel,
  type ScopeQuestionModel,
  type ScopeRow,
  scopeFormPage,
  scopeQuestionPage,
  scopesPath,
} from './admin/scopes.ts';
export { type SignUpRow, signUpsPage, signUpsPath } from './admin/sign-ups.ts';
export { type MessageRow, type SystemModel, systemPage } from './admin/system.ts';
export { type TokenLookupModel, tokenLookupPage } from './admin/token-lookup.ts';
export {
  type TokenQuestionModel,
  type TokenRow,
  type TokensModel,
  tokenQuestionPage,
  tokensPage,
  tokensPath,
} from './admin/tokens.ts';
export { type ToldOnceModel, toldOncePage } from './admin/told-once.ts';
export type {
  TrialAnswer,
  TrialBinding,
  TrialFlow,
  TrialModel,
  TrialNext,
  TrialProof,
  TrialRequest,
  TrialStep,
  TrialToken,
  TrialWay,
} from './admin/trial-model.ts';
export { type AppModel, appEditPage, appPage } from './apps/app.ts';
export { type AppRow, appsPage } from './apps/apps.ts';
export { type Asset, type Assets, loadAssets } from './assets.ts';
export { type BeforeProviderModel, beforeProviderPage } from './before-provider.ts';
export { checkSessionPage } from './check-session.ts';
export type { ClientView, SecretRow } from './clients/client-view.ts';
export type { ClientFieldFault } from './clients/faults.ts';
export type { ClientField } from './clients/field.ts';
export { type ClientValues, sectionsFor } from './clients/fields.ts';
export type { ClientFormModel } from './clients/form.ts';
export { type ClientQuestionModel, clientQuestionPage } from './clients/questions.ts';
export {
  type ClientPlace,
  type SecretFormModel,
  secretFormPage,
  secretShownPage,
} from './clients/secret.ts';
export { type ConsentModel, consentPage } from './consent.ts';
export type { CredentialRow } from './console/credentials.ts';
export type { ConsoleFrame } from './console/layout.ts';
export { type ListView, pageSizes, type Total, usualPageSize } from './console/list.ts';
export { type OfferModel, offerPage } from './console/offer.ts';
export { type Outcome, outcomes } from './console/outcomes.ts';
export type { NameTyped } from './console/question.ts';
export { referencePath } from './console/reference-path.ts';
export type { Section } from './console/sections.ts';
export { type DeviceModel, devicePage } from './device.ts';
export { type DeviceConfirmModel, deviceConfirmPage } from './device-confirm.ts';
export { type DeviceResultModel, deviceResultPage } from './device-result.ts';
export type {
  Block,
  Cell,
  CodeBlock,
  DocumentationPage,
  Inline,
  Sequence,
  Step,
} from './documentation/blocks.ts';
export {
  type DocumentationGroup,
  type DocumentationModel,
  type DocumentationNavigation,
  documentationMissingPage,
  documentationPage,
  documentationPath,
} from './documentation/page.ts';
export { type EmailCodeModel, emailCodePage } from './email-code.ts';
export { type EnrolModel, enrolPage } from './enrol.ts';
export { type AskedBy, type ErrorModel, type ErrorReason, errorPage, type ReturnByClick } from './error.ts';
export { type FactorModel, type FactorState, factorPage } from './factor.ts';
export { type ForgotModel, forgotPage, forgotSentPage } from './forgot.ts';
export { type FormPostModel, formPostPage } from './form-post.ts';
export { formPostDocument } from './form-post-document.ts';
export { type FrontDoorModel, frontDoorPage } from './front-door.ts';
export { type InviteModel, invitePage, inviteUnusablePage } from './invite.ts';
export { contentSecurityPolicy, htmlHeaders, type PolicyVariant } from './layout/content-security-policy.ts';
export { type Frame, type SignedInAccount, type Theme, themes } from './layout/frame.ts';
export { type LoginModel, type LoginState, loginPage } from './login.ts';
export { type LogoutModel, logoutPage } from './logout.ts';
export { type Message, type MessageKind, type MessageModel, mailMessage } from './mail/message.ts';
export { type Html, hostOf, ownPath, safeHref } from './markup/html.ts';
export {
  type NoAccessDeviceModel,
  type NoAccessModel,
  noAccessDevicePage,
  noAccessPage,
} from './no-access.ts';
export { onePage } from './one-page.ts';
export type {
  DescribedScope,
  RequestedAccess,
  RequestedClaim,
  RequestedResource,
  RequestedScope,
  ShownChange,
} from './parts/access.ts';
export type { AuthorizationCard, ConnectedPlace } from './parts/authorization-card.ts';
export type { BrowserName } from './parts/browser.ts';
export { type ClientIdentity, type Destination, destinationOf } from './parts/client.ts';
export { detailField, type RequestedDetail } from './parts/details.ts';
export type { FieldFault } from './parts/fault.ts';
export { type FlowForm, flowFields, type HiddenFields } from './parts/form.ts';
export type { Again } from './parts/notice.ts';
export { decisionPath, onePagePath } from './parts/one-form.ts';
export {
  type ClaimField,
  type Entered,
  type FieldFaults,
  inputOf,
  type PersonField,
} from './parts/person-fields.ts';
export type { ProviderChoice } from './parts/provider.ts';
export { requestsPath } from './parts/request.ts';
export type { TotpSetUp } from './parts/totp.ts';
export { recoveryCodesPage, recoveryUsedPage } from './recovery-codes.ts';
export {
  type ReferenceMember,
  type ReferenceModel,
  type ReferenceOperation,
  referencePage,
} from './reference.ts';
export { type RequestModel, requestPage } from './request-confirm.ts';
export { type SelectAccountModel, selectAccountPage } from './select-account.ts';
export {
  type SignUpModel,
  type SignUpQuestion,
  signUpPage,
  signUpQuestionPage,
  signUpSentPage,
  signUpWaitsPage,
} from './sign-up.ts';
export { type SignedOutModel, signedOutPage } from './signed-out.ts';
export { catalogues, type Locale, locales, type PlainKey, textIn } from './text/catalogue.ts';
export { type ThroughFailure, type UpstreamFailedModel, upstreamFailedPage } from './upstream-failed.ts';
