import { notFound } from '#kernel/errors'
import { type Localized, localize } from '#kernel/localized'
import { getProcedure } from '#counter/procedures'
import { renderTemplate } from '#counter/workflows'
import { getSite } from '#territory/collectivities'
import type { Context } from '#platform/context'
import type { Secrets } from '#platform/crypto'
import { publish } from '#platform/events'
import { handleJob, type JobHandler } from '#platform/jobs'
import type { CollectivityMail, MailAttachment } from '#platform/mail'
import { askDispatch } from './dispatching.ts'
import { derivedId, type DossierKey } from '../domain/journal.ts'
import { dossierFiled } from '../handed.ts'
import { announceSubmission, indexTerms, notifyApplicant, readFiles } from '../jobs.ts'
import { type About, circuitMail, confirmationMail, messageMail } from '../mails.ts'
import type { DossierFile } from '../schema.ts'
import { beginCaseClocks } from './clocks.ts'
import { circuitWords } from './circuit-words.ts'
import { loadFile } from './files.ts'
import { indexDossier, readFilesOf, type TextOfFile } from './indexing.ts'
import { readAgainHandlers } from './reading-again.ts'
import { tellFiled } from './telling.ts'
import { findAlike } from './likeness.ts'
import { trackingCodeOf } from './tools.ts'

/** A dossier with what opens it, for its receipt. */
export type FiledDossier = DossierFile & { readonly trackingCode: string }

/** What the composition root gives to the background work of this house. */
export interface DossierHandlerTools extends Pick<Context, 'db' | 'clock'> {
  readonly secrets: Secrets
  /** Puts a mail in the outbox; the same id twice is one mail. */
  sendMail(mail: CollectivityMail): Promise<void>
  readonly links: {
    /** Page where the applicant follows a dossier; it asks who comes. */
    followDossier(key: DossierKey): Promise<string> | string
  }
  /** The receipt as a PDF to attach; undefined: none. */
  renderReceipt(filed: FiledDossier): Promise<MailAttachment | undefined>
  /** What a file that was kept says. */
  readonly textOfFile: TextOfFile
}

/** The background work of this house, for the worker. Each may run more than once. */
export const dossierJobHandlers = (tools: DossierHandlerTools): JobHandler[] => [
  handleJob(announceSubmission, async (job) => {
    await askDispatch(tools, job)
    await indexDossier(tools, job)
    await tellFiled(tools, job)
    await beginCaseClocks(tools, job)
    await confirm(tools, job, job.eventId)
    const { collectivityId, dossierId } = job
    await tools.db.withTerritory((tx) => publish(tx, dossierFiled, { collectivityId, dossierId }))
    await findAlike(tools, job)
  }),
  handleJob(notifyApplicant, (job) => notify(tools, job)),
  handleJob(indexTerms, (job) => indexDossier(tools, job)),
  handleJob(readFiles, async (job) => void (await readFilesOf(tools, job))),
  ...readAgainHandlers(tools),
]

interface Subject {
  readonly file: DossierFile
  readonly about: About
}

async function subjectOf({ db, links }: DossierHandlerTools, key: DossierKey): Promise<Subject> {
  const [site, { file, title }] = await Promise.all([
    getSite(db, { id: key.collectivityId }),
    db.readCollectivity(key.collectivityId, async (tx) => {
      const loaded = await loadFile(tx, key)
      if (!loaded) throw notFound('dossiers.no_dossier', key.dossierId)
      const { procedureId, revisionNumber } = loaded.dossier
      const revision = await getProcedure(tx, procedureId, revisionNumber)
      return { file: loaded, title: revision.definition.title }
    }),
  ])
  const { dossier } = file
  const followHref = await links.followDossier(key)
  return { file, about: { dossier, procedure: localize(title, dossier.locale), collectivity: site.name, followHref } }
}

async function confirm(tools: DossierHandlerTools, key: DossierKey, eventId: string): Promise<void> {
  const { file, about } = await subjectOf(tools, key)
  // Somebody without an address was told by who filed for her.
  if (file.dossier.applicantEmail === '') return
  const trackingCode = trackingCodeOf(tools.secrets, key.dossierId)
  const receipt = await tools.renderReceipt({ ...file, trackingCode })
  await tools.sendMail(confirmationMail(derivedId(eventId, 'mail'), about, { trackingCode, receipt }))
}

interface Notification extends DossierKey {
  readonly eventId: string
  readonly template?: { readonly subject: Localized; readonly body: Localized }
  readonly messageId?: string
}

async function notify(tools: DossierHandlerTools, job: Notification): Promise<void> {
  const { file, about } = await subjectOf(tools, job)
  if (file.dossier.applicantEmail === '') return
  const id = derivedId(job.eventId, 'mail')
  const body = file.messages.find((message) => message.id === job.messageId)?.body ?? ''
  if (!job.template) {
    const hasFiles = file.attachments.some(({ messageId }) => messageId === job.messageId)
    await tools.sendMail(messageMail(id, about, { body, hasFiles }))
    return
  }
  const { dossier } = file
  const words = await tools.db.readCollectivity(job.collectivityId, (tx) =>
    circuitWords(tx, dossier, { collectivity: about.collectivity, now: tools.clock.now(), locale: dossier.locale }),
  )
  const complete = (text: Localized): string =>
    renderTemplate(localize(text, dossier.locale), { ...words, reason: body, message: body })
  const said = { subject: complete(job.template.subject), body: complete(job.template.body) }
  await tools.sendMail(circuitMail(id, about, said))
}
