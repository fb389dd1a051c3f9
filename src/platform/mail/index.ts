export { readMailAddress } from './domain.ts'
export { automaticOf, loopHeader, refusesAnswers, type SpamSigns, spamSigns } from './inbound/automatic.ts'
export {
  type ImapAccount,
  type ImapEntry,
  imapFailure,
  type ImapOptions,
  type ImapSession,
  openImap,
} from './inbound/imap.ts'
export { readMail, usualLimits } from './inbound/parse.ts'
export { type AnswerText, answerOf, replyLine } from './inbound/quoted.ts'
export type {
  Automatic,
  Bounce,
  LeftReason,
  MailHeaders,
  MailLimits,
  MailPart,
  ReceivedMail,
} from './inbound/schema.ts'
export { forgetOld, mailJobHandlers } from './jobs.ts'
export { type MailBlock, type MailFact, mailHtml, type MailLayout, mailText } from './layout.ts'
export { type MailerOptions, openMailer } from './mailer.ts'
export { mailStates } from './schema.ts'
export type {
  CollectivityMail,
  MailAttachment,
  Mailer,
  MailPage,
  MailRequest,
  MailState,
  MailThread,
  MailSummary,
  StoredMail,
} from './schema.ts'
export { getMail, listMails } from './store.ts'
