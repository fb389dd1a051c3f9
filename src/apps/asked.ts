import { buffer } from 'node:stream/consumers'
import {
  askedHandlers,
  type AskedTools,
  type DepositedFile,
  readOpinion,
  type SignedDocument,
  type SignedTools,
} from '#counter/dossiers'
import { AppError } from '#kernel/errors'
import { systemContext } from '#platform/context'
import { safeFileName } from '#platform/files'
import { catalogue, formats } from '#platform/i18n'
import type { JobHandler } from '#platform/jobs'
import { signedCopy } from '#platform/pdf'
import { getSite } from '#territory/collectivities'
import type { App } from './app.ts'
import { sendCollectivityMail } from './mails.ts'
import { writeOpinion } from './opinions.ts'

/** What the questions that agents ask by hand need besides the house of requests: mails, links, the signed copy. */

const texts = catalogue({
  fr: {
    title: 'Signature électronique',
    by: 'Signé par',
    at: 'Le',
    how: 'Comment',
    kind_visa: (place: string) => `Par son compte d’agent, ${place}`,
    kind_drawn: () => 'Sur la page de sa demande',
    kind_certified: () => 'Sur la page de sa demande, après avoir prouvé de nouveau son identité',
    number: 'Demande',
    document: 'Document signé',
    digest: 'Empreinte SHA-256 du document',
    proof: 'Empreinte SHA-256 de la signature, dans le journal de la demande',
    note: 'Signature électronique simple (règlement eIDAS, art. 3(10)). Le document signé, sans cette page, reste joint à la demande : son empreinte se vérifie avec tout outil de calcul SHA-256.',
    name: (name: string) => `${name} (signé).pdf`,
  },
  en: {
    title: 'Electronic signature',
    by: 'Signed by',
    at: 'On',
    how: 'How',
    kind_visa: (place) => `By her officer’s account, ${place}`,
    kind_drawn: () => 'On the page of the request',
    kind_certified: () => 'On the page of the request, after proving again who she is',
    number: 'Request',
    document: 'Signed document',
    digest: 'SHA-256 digest of the document',
    proof: 'SHA-256 digest of the signature, in the journal of the request',
    note: 'Simple electronic signature (eIDAS regulation, art. 3(10)). The signed document, without this page, stays with the request: its digest can be checked with any SHA-256 tool.',
    name: (name) => `${name} (signed).pdf`,
  },
})

export const askedTools = (app: App): AskedTools & SignedTools => ({
  db: app.db,
  clock: app.clock,
  log: app.log,
  sendMail: (mail) => sendCollectivityMail(app, mail),
  waitingOf: async (collectivityId, kind) => {
    const { slug } = await getSite(app.db, { id: collectivityId })
    return `${app.config.publicUrl}/bureau/${slug}/${kind === 'mentions' ? 'mentions' : 'on-me-demande'}`
  },
  remindOutside: async (key) => {
    const asked = await readOpinion(systemContext(app, 'Avis'), key)
    if (asked.isAwaited) await writeOpinion(app, asked, 'reminder')
  },
  makeSigned: (signed) => makeSigned(app, signed),
})

export const askedByHandHandlers = (app: App): JobHandler[] => askedHandlers(askedTools(app))

/** The whole of a document is held: it has 20 MB at most. */
async function makeSigned(app: App, signed: SignedDocument): Promise<DepositedFile> {
  const { document, dossier, by, at, signature } = signed
  const t = texts('fr')
  const site = await getSite(app.db, { id: dossier.collectivityId })
  const bytes = await signedCopy(
    { content: await buffer(await app.files.open(document.digest)), mediaType: document.mediaType },
    {
      language: 'fr',
      title: t.title,
      facts: [
        { label: t.by, text: by },
        { label: t.at, text: formats('fr').fullDateTime(at) },
        { label: t.how, text: t[`kind_${signature.kind}`](site.name) },
        { label: t.number, text: dossier.number },
        { label: t.document, text: document.name },
        { label: t.digest, text: document.digest },
        { label: t.proof, text: signature.digest },
      ],
      drawing: signature.drawing,
      note: t.note,
      signedAt: at,
    },
  )
  const name = t.name(document.name.replace(/\.[a-z0-9]{1,5}$/i, ''))
  const stored = await app.files.put(inOne(bytes), { name: 'signe.pdf', maxBytes: 40 * 1024 * 1024 })
  if (!stored.ok) throw new AppError('unavailable', 'files.damaged', { detail: stored.refusal })
  const { digest, size, mediaType } = stored.value
  return { digest, size, mediaType, name: safeFileName(name, mediaType) }
}

/** One chunk, as the store reads contents. */
async function* inOne(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}
