import type { AbsenceMailTools } from '#counter/dispatch'
import type { AppointmentHandlerTools } from '#counter/appointments'
import { answersOf, type DossierHandlerTools, type FiledDossier, namesIn, silenceNotices } from '#counter/dossiers'
import { type Threading, threadingOf } from '#counter/mailbox'
import { getProcedure, summarise } from '#counter/procedures'
import type { AccountMail, HandlerTools } from '#identity/accounts'
import type { StateHandlerTools } from '#identity/state'
import type { MandateHandlerTools } from '#identity/mandates'
import { localize } from '#kernel/localized'
import { catalogue } from '#platform/i18n'
import {
  type CollectivityMail,
  loopHeader,
  type MailBlock,
  mailHtml,
  type MailAttachment,
  type MailLayout,
  mailText,
  type MailThread,
  replyLine,
} from '#platform/mail'
import { renderReceipt } from '#platform/pdf'
import { getSite, getTerritory, listCollectivities } from '#territory/collectivities'
import type { App } from './app.ts'
import { textOfFile } from './extraction.ts'
import { loopMarkOf } from './loop-mark.ts'
import { describeDevice } from './connect/index.ts'
import { publisherOf, receiptDocument, siteName, summaryFormatter, themeColour } from './guichet/index.ts'

const texts = catalogue({
  fr: { automatic: 'Ce courriel est envoyé par un automate : ne répondez pas à cette adresse.' },
  en: { automatic: 'This e-mail is sent by a machine: please do not reply to this address.' },
})

/** What the accounts need to write: addresses of pages, and the territory's letterhead. */
export const accountMails = (app: App): HandlerTools => ({
  db: app.db,
  clock: app.clock,
  secrets: app.secrets,
  links: {
    confirmEmail: (secret) => `${app.config.publicUrl}/confirmer/${secret}`,
    choosePassword: (secret) => `${app.config.publicUrl}/mot-de-passe/${secret}`,
    signIn: () => `${app.config.publicUrl}/connexion`,
    forgottenPassword: () => `${app.config.publicUrl}/mot-de-passe`,
    signInByLink: (secret) => `${app.config.publicUrl}/connexion/lien/${secret}`,
    keepFactors: (secret) => `${app.config.publicUrl}/compte/garder/${secret}`,
    security: () => `${app.config.publicUrl}/compte/securite`,
    describeDevice,
  },
  placeOf: async (collectivityId) => {
    const { slug, name } = await getSite(app.db, { id: collectivityId })
    const desk = `${app.config.publicUrl}/bureau/${slug}`
    return { name, desk: `${desk}/demandes`, guests: `${desk}/invites` }
  },
  sendMail: (mail) => sendTerritoryMail(app, mail),
})

/** The same for identities that wait for their account. */
export const stateMails = (app: App): StateHandlerTools => ({
  db: app.db,
  clock: app.clock,
  secrets: app.secrets,
  links: {
    confirmIdentity: (secret) => `${app.config.publicUrl}/connexion/identite/confirmer/${secret}`,
    signIn: () => `${app.config.publicUrl}/connexion`,
  },
  sendMail: (mail) => sendTerritoryMail(app, mail),
})

/** What the mandates need to write: the page of one, which asks to sign in. */
export const mandateMails = (app: App): MandateHandlerTools => ({
  ...app,
  mandatePage: (id) => `${app.config.publicUrl}/compte/mandats/${id}`,
  sendMail: (mail) => sendTerritoryMail(app, mail),
})

/** A mail that comes from the territory, not from one collectivity. */
export async function sendTerritoryMail(app: App, mail: AccountMail): Promise<void> {
  const territory = await getTerritory(app.db)
  const layout: MailLayout = {
    language: mail.locale,
    title: mail.subject,
    collectivityName: territory?.name ?? 'Traboule',
    brandBase: themeColour(undefined),
    paragraphs: [...mail.paragraphs],
    action: mail.action,
    footer: [texts(mail.locale).automatic],
  }
  const { id, to, subject } = mail
  await app.mailer.send({ id, to, subject, text: mailText(layout), html: mailHtml(layout), about: 'compte' })
}

/** What the dossiers need to write: the commune's letterhead, the page to follow, the receipt. */
export const dossierMails = (app: App): DossierHandlerTools => ({
  db: app.db,
  clock: app.clock,
  secrets: app.secrets,
  // The page asks for the tracking code or the account: the address tells nothing of the dossier.
  links: { followDossier: () => `${app.config.publicUrl}/suivi` },
  renderReceipt: (filed) => receiptOf(app, filed),
  textOfFile: textOfFile(app),
  sendMail: (mail) => sendCollectivityMail(app, mail),
})

/** What absences need to write: the letterhead of the collectivity, and the page of absences of its bureau. */
export const absenceMails = (app: App): AbsenceMailTools => ({
  db: app.db,
  absencesOf: async (collectivityId) =>
    `${app.config.publicUrl}/bureau/${(await getSite(app.db, { id: collectivityId })).slug}/absences`,
  sendMail: (mail) => sendCollectivityMail(app, mail),
})

/** What the appointments need to write: the commune's letterhead, and the secret addresses of pages. */
export const appointmentMails = (app: App): AppointmentHandlerTools => ({
  ...app,
  links: {
    appointment: async (collectivityId, id) =>
      `${await guichetOf(app, collectivityId)}/rendez-vous/${id}?cle=${app.appointments.keyOf(id)}`,
    choose: async (collectivityId, id) =>
      `${await guichetOf(app, collectivityId)}/rendez-vous/choisir/${id}?cle=${app.appointments.invitationKeyOf(id)}`,
  },
  publisherOf: async (collectivityId) => publisherOf(app, await getSite(app.db, { id: collectivityId })),
  collectivities: () => listCollectivities(app.db),
  sendMail: (mail) => sendCollectivityMail(app, mail),
})

const guichetOf = async (app: App, id: string): Promise<string> =>
  `${app.config.publicUrl}/${(await getSite(app.db, { id })).slug}`

export async function sendCollectivityMail(app: App, mail: CollectivityMail): Promise<void> {
  const [site, threading] = await Promise.all([
    getSite(app.db, { id: mail.collectivityId }),
    mail.dossier && threadingOf(app, mail.collectivityId, mail.dossier),
  ])
  const layout: MailLayout = {
    language: mail.locale,
    title: mail.subject,
    collectivityName: siteName(site),
    brandBase: themeColour(site),
    paragraphs: threading ? answerable(mail, threading) : mail.paragraphs,
    action: mail.action,
    footer: (threading && mail.answerableFooter) ?? mail.footer,
  }
  const { id, to, attachments, collectivityId, about } = mail
  const replyTo = threading?.replyTo ?? mail.replyTo
  const subject = threading ? numbered(mail) : mail.subject
  const headers = headersOf(app, threading?.thread ?? mail.thread)
  const { text, html } = { text: mailText(layout), html: mailHtml(layout) }
  const senderName = siteName(site)
  await app.mailer.send({
    id,
    to,
    subject,
    text,
    html,
    attachments,
    headers,
    replyTo,
    collectivityId,
    about,
    senderName,
  })
}

/** Who answers writes above the line; the collectivity's own signature comes last. */
const answerable = ({ locale, paragraphs }: CollectivityMail, { signature }: Threading): readonly MailBlock[] => [
  replyLine[locale],
  ...paragraphs,
  ...(signature ? [signature] : []),
]

/** A program that loses every header still gives the subject back. */
const numbered = ({ subject, dossier }: CollectivityMail): string =>
  dossier === undefined || subject.includes(dossier.number) ? subject : `${subject} [${dossier.number}]`

/** Longest header that the mailer takes, and a little less. */
const longestHeader = 850

/** What it follows, and our own mark: one of ours that comes back is not answered (RFC 3834). */
function headersOf(app: Pick<App, 'config'>, thread: MailThread | undefined): Record<string, string> {
  const mark = { [loopHeader]: loopMarkOf(app) }
  if (!thread || thread.inReplyTo.length > longestHeader) return mark
  const references: string[] = []
  for (const id of thread.references.toReversed()) {
    if ([id, ...references].join(' ').length > longestHeader) break
    references.unshift(id)
  }
  return { ...mark, 'In-Reply-To': thread.inReplyTo, References: references.join(' ') }
}

async function receiptOf(app: App, filed: FiledDossier): Promise<MailAttachment> {
  const { dossier, trackingCode } = filed
  const { collectivityId, procedureId, revisionNumber, locale } = dossier
  const [site, communes, { definition }] = await Promise.all([
    getSite(app.db, { id: collectivityId }),
    listCollectivities(app.db, { kind: 'commune' }),
    app.db.readCollectivity(collectivityId, (tx) => getProcedure(tx, procedureId, revisionNumber)),
  ])
  const content = await renderReceipt(
    receiptDocument({
      site,
      locale,
      title: localize(definition.title, locale),
      number: dossier.number,
      trackingCode,
      submittedAt: dossier.submittedAt,
      answerBy: dossier.dueOn,
      notices: silenceNotices(dossier),
      sections: summarise(
        definition,
        answersOf(filed.answers),
        locale,
        summaryFormatter(locale, communes, namesIn(filed.answers, locale)),
      ),
    }),
  )
  return { name: `${dossier.number}.pdf`, mediaType: 'application/pdf', content }
}
