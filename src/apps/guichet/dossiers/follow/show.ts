import { randomBytes } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Locale, localize } from '#kernel/localized'
import { sendApplicantMessage, openDossierAttachment } from '#counter/dossiers'
import type { Payments } from '#counter/payments'
import { pendingRequest, statusOf } from '#counter/workflows'
import { safeFileName } from '#platform/files'
import { seeOther, sendPage } from '#platform/http'
import { formats } from '#platform/i18n'
import type { Context } from '#platform/context'
import type { Visitor } from '../../../access/index.ts'
import { actingLine } from '../../../acting-words.ts'
import { readUpload, sendAttachment } from '../../../attachments/index.ts'
import { framedPage, frameOf, siteName } from '../../frame/index.ts'
import { refusalSentence } from '../errors.ts'
import { lastOf } from '../form/body.ts'
import type { DossierTools } from '../form/state.ts'
import { askedRows } from './asked.ts'
import type { AskedRow } from './asked-of-person.tsx'
import { isCertified, sendCertificate } from './certificate.ts'
import { kindOfTask, ownFieldsOf, taskTexts, titleOfTask } from '../../../tasks/index.ts'
import { CasePage, type CasePageProps, type ReplyProps } from './case.page.tsx'
import { type CaseKey, followCase, type FollowedCase } from './case.ts'
import { whyDate } from '../../../why-date.ts'
import { correctionsOf } from '../../../corrections.ts'
import { summaryFormatter } from '../formatter.ts'
import { sectionsOf, sendReceiptPdf } from './receipt.ts'
import { fileRow, leadOf, stepsOf, storyOf } from './story.ts'
import { moneyRow } from './money.tsx'
import { trackingTexts } from './texts.ts'

/** Somebody in front of her own request. */
export interface Following {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly who: Visitor
  /** The applicant: by her account, or by the code she knows. */
  readonly context: Context
  readonly key: CaseKey
  /** Address of the page: its files, its receipt and its messages are under it. */
  readonly href: string
  /** Above it. */
  readonly parent: { readonly href: string; readonly label: string }
  readonly menu: 'requests' | 'track'
}

interface Refused {
  readonly body: string
  readonly bodyError?: string | undefined
  readonly filesError?: string | undefined
  readonly isChangedMeanwhile?: boolean
}

/** The page of a request; again after a message that was not accepted, with what was typed. */
export async function showCase(tools: DossierTools, following: Following, refused?: Refused) {
  const { app } = tools
  const { request, reply, who, context, key } = following
  const followed = await followCase(tools, request, { context, key })
  const reader = { context, key, locale: who.locale, base: followed.site.base, href: following.href }
  const [payments, asked] = await Promise.all([app.payments.paymentsOfDossier(context, key), askedRows(app, reader)])
  const frame = await frameOf(app, request, { ...who, site: followed.site })
  const title = localize(followed.definition.title, who.locale)
  const { number } = followed.file.dossier
  const main = CasePage(casePropsOf(tools, following, { followed, payments, asked, ...(refused && { refused }) }))
  const content = { title: `${title}, ${number}`, main, menu: following.menu, isPrivate: true } as const
  return sendPage(reply, framedPage(frame, { ...content, isRefused: refused !== undefined }), refused ? 422 : 200)
}

/** Why this date, while it is awaited; the certificate of what a silence accepted. */
function delayPartOf(followed: FollowedCase, { href, locale }: { readonly href: string; readonly locale: Locale }) {
  const { closedAt, joinedTo, dueOn } = followed.file.dossier
  const isAwaited = closedAt === null && joinedTo === null
  return {
    why: followed.why && isAwaited ? whyDate(followed.why, dueOn, { locale, isPerson: true }) : undefined,
    certificateHref: isCertified(followed) ? `${href}/attestation.pdf` : undefined,
  }
}

interface Shown {
  readonly followed: FollowedCase
  readonly payments: Awaited<ReturnType<Payments['paymentsOfDossier']>>
  readonly asked: readonly AskedRow[]
  readonly refused?: Refused
}

function casePropsOf({ app }: DossierTools, following: Following, { followed, payments, asked, refused }: Shown) {
  const { who, href, request } = following
  const { locale } = who
  const { dossier, attachments, trackingCode } = followed.file
  const fileHref = (id: string) => `${href}/fichiers/${id}`
  const pending = dossier.closedAt ? undefined : pendingRequest(followed.workflow, dossier.status)
  const isReply = pending !== undefined && (pending.asks ?? 'reply') === 'reply'
  return {
    locale,
    breadcrumbs: {
      label: trackingTexts(locale).mine,
      links: [{ href: followed.site.base || '/', label: siteName(followed.site) }, following.parent],
    },
    title: localize(followed.definition.title, locale),
    number: dossier.number,
    submittedOn: formats(locale).fullDate(dossier.submittedAt),
    lead: leadOf(followed, locale),
    ...delayPartOf(followed, { href, locale }),
    steps: stepsOf(followed, locale),
    invitation: isReply ? localize(pending.invitation, locale) : undefined,
    tasks: tasksOf(followed, href, locale),
    shown: followed.file.shown,
    ownFields: ownFieldsOf(followed.file.fields, followed.workflow, locale),
    payments: payments.map((payment) => moneyRow(payment, followed.site.base, locale)),
    asked,
    story: storyOf(followed, { locale, now: app.clock.now(), fileHref }),
    isClosed: dossier.closedAt !== null,
    joinedOwn: joinedOwn(followed),
    isAdverse: isAdverse(followed),
    contact: followed.contact,
    sections: sectionsOf(followed, locale),
    ground: followed.ground,
    corrections: correctionsOf({
      definition: followed.definition,
      edits: followed.file.edits,
      locale,
      hidesAgents: true,
      formatterOf: (listed) => summaryFormatter(locale, followed.communes, listed),
    }),
    files: attachments.filter(({ messageId }) => messageId === null).map((file) => fileRow(file, locale, fileHref)),
    receiptHref: `${href}/accuse-de-reception.pdf`,
    trackingCode,
    actingFor: dossier.actingFor ? actingLine(dossier.actingFor, locale) : undefined,
    reply: replyOf(href, dossier.version, refused),
    isJustSent: request.query !== null && 'envoye' in (request.query as object),
    isJustDone: request.query !== null && 'fait' in (request.query as object),
  }
}

/** What else than a message is expected of her, each with its page. */
const tasksOf = ({ file }: FollowedCase, href: string, locale: Locale): CasePageProps['tasks'] =>
  file.tasks.flatMap((step) => {
    const kind = kindOfTask(step)
    if (!kind) return []
    const title = localize(titleOfTask(step), locale)
    return [{ title, label: taskTexts(locale)[`todo_${kind}`], href: `${href}/etapes/${step.id}` }]
  })

/** The one that stays, when it is of her account. */
function joinedOwn({ joined }: FollowedCase): CasePageProps['joinedOwn'] {
  if (!joined?.own || joined.own.dossierId === null) return undefined
  return { number: joined.own.number, href: `/mes-demandes/${joined.own.dossierId}` }
}

const isAdverse = ({ workflow, file }: FollowedCase): boolean => {
  const { outcome } = statusOf(workflow, file.dossier.status)
  return outcome === 'refused' || outcome === 'closed'
}

const replyOf = (href: string, version: number, refused?: Refused): ReplyProps => ({
  action: `${href}/messages`,
  key: randomBytes(18).toString('base64url'),
  version,
  body: refused?.body ?? '',
  bodyError: refused?.bodyError,
  filesError: refused?.filesError,
  isChangedMeanwhile: refused?.isChangedMeanwhile === true,
})

/** Keeps a message of the applicant with its files. */
export async function receiveMessage(tools: DossierTools, following: Following) {
  const { app } = tools
  const { request, reply, context, key, who, href } = following
  const texts = trackingTexts(who.locale)
  // Before the files are read: somebody else's request takes none.
  await followCase(tools, request, { context, key })
  const {
    body: fields,
    files,
    refused,
  } = await readUpload(app.files, request, {
    kindsOf: (input) => (input === 'fichiers' ? undefined : []),
  })
  const body = lastOf(fields, 'message')
  if (refused.length > 0) {
    const sentences = refused.map(({ name, reason }) => refusalSentence(reason, safeFileName(name), who.locale))
    return showCase(tools, following, { body, filesError: sentences.join('. ') })
  }
  const version = Number(lastOf(fields, 'version'))
  const sent = await sendApplicantMessage(context, {
    ...key,
    body,
    files: files.map(({ file }) => ({ ...file, name: safeFileName(file.name, file.mediaType) })),
    idempotencyKey: lastOf(fields, 'cle') || undefined,
    expectedVersion: Number.isInteger(version) && version > 0 ? version : undefined,
  })
  if (sent.ok) return seeOther(reply, `${href}?envoye`)
  switch (sent.refusal.reason) {
    case 'empty':
      return showCase(tools, following, { body, bodyError: texts.emptyMessage })
    case 'closed':
      return seeOther(reply, href)
    case 'changed_meanwhile':
      return showCase(tools, following, {
        body,
        isChangedMeanwhile: true,
        filesError: files.length > 0 ? texts.filesAgain : undefined,
      })
  }
}

export async function sendFile({ app }: DossierTools, following: Following, attachmentId: string) {
  const { context, key, reply } = following
  return sendAttachment(app.files, reply, await openDossierAttachment(context, { ...key, attachmentId }))
}

/** The receipt again, as long as the request is there. */
/** The certificate of an acceptance by silence, for who asks. */
export async function giveCertificate(tools: DossierTools, { request, reply, who, context, key }: Following) {
  return sendCertificate(reply, await followCase(tools, request, { context, key }), who.locale)
}

export async function sendReceiptAgain(tools: DossierTools, { request, reply, who, context, key }: Following) {
  return sendReceiptPdf(reply, await followCase(tools, request, { context, key }), who.locale)
}
