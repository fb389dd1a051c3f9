import { AppError, notFound } from '#kernel/errors'
import { newSecret } from '#kernel/ids'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import { type Answers, type Definition, entriesFrom, getProcedure } from '#counter/procedures'
import type { NamedValues } from '#counter/workflows'
import { sha256 } from '#platform/crypto'
import type { Context } from '#platform/context'
import type { Tx } from '#platform/db'
import { expiryOf } from '../domain/draft.ts'
import { derivedId, type DossierKey } from '../domain/journal.ts'
import { mappedAnswers, renamed } from '../domain/mapped-answers.ts'
import type { Attachment, DossierFile } from '../schema.ts'
import { eraseDraftAttachmentRows, insertAttachmentRows } from '../store/attachments.ts'
import { eraseDraftRows, findDraftRow, insertDraftRow } from '../store/drafts.ts'
import { depthOf } from '../store/linked.ts'
import { answersOf } from './circuit-scope.ts'
import { loadFile } from './files.ts'
import { offerOf } from './offer-of.ts'
import { submitDraft } from './submit.ts'
import { forgetContents } from './sweep.ts'
import type { Tools } from './tools.ts'

/** A request that a circuit files, elsewhere or here, from the one that it moves. */

export interface CaseToFile {
  /** The request whose circuit files it. */
  readonly from: DossierKey
  /** The work that files it: the same asked again gives the same request. */
  readonly errandId: string
  /** Where it is filed. */
  readonly collectivityId: string
  /** Slug of the procedure, whatever its address there. */
  readonly procedure: string
  readonly values: NamedValues
}

export interface CaseFiled extends DossierKey {
  readonly number: string
}

export type FileCaseRefusal =
  /** Nobody offers it there. */
  | { readonly reason: 'no_offer' }
  /** The answers do not make a complete form: which fields lack or are wrong. */
  | { readonly reason: 'incomplete'; readonly fields: readonly string[] }
  /** The service there asks for a surer link to the organisation than the one by which she files. */
  | { readonly reason: 'assurance_missing' }
  /** Circuits that file one another without end. */
  | { readonly reason: 'too_deep' }

/** A circuit that files a request whose circuit files one… does so this often. */
const deepest = 5

interface Origin {
  readonly file: DossierFile
  readonly definition: Definition
  readonly depth: number
}

/**
 * Files a request by a circuit: in the name of who filed the first one, with the answers that the step gives, and both know
 * each other. Asked again, after a crash too, it gives the same request.
 * @throws AppError `forbidden dossiers.not_allowed`; `not_found dossiers.no_dossier`.
 */
export const fileCase =
  (tools: Tools) =>
  async (ctx: Context, input: CaseToFile): Promise<Outcome<CaseFiled, FileCaseRefusal>> => {
    if (ctx.actor.kind !== 'system') throw new AppError('forbidden', 'dossiers.not_allowed')
    const { collectivityId, errandId } = input
    const origin = await originOf(ctx, input.from)
    if (origin.depth >= deepest) return refused({ reason: 'too_deep' })
    const draftId = derivedId(errandId, 'case draft')
    const begun = await ctx.db.withCollectivity(collectivityId, (tx) => begin(ctx, tx, { input, origin, draftId }))
    if (!begun) return refused({ reason: 'no_offer' })
    const { number } = origin.file.dossier
    const told = { ...input.from, number, errandId, depth: origin.depth + 1 }
    const sent = await submitDraft(tools)(ctx, { collectivityId, draftId, origin: told })
    if (sent.ok) return accepted({ collectivityId, dossierId: sent.value.dossierId, number: sent.value.number })
    await giveUp(ctx, collectivityId, draftId)
    if (sent.refusal.reason === 'assurance_missing') return refused({ reason: 'assurance_missing' })
    const errors = 'reading' in sent.refusal ? Object.values(sent.refusal.reading.errorsByPage).flat() : []
    return refused({ reason: 'incomplete', fields: [...new Set(errors.map(({ field }) => field))] })
  }

const originOf = (ctx: Context, key: DossierKey): Promise<Origin> =>
  ctx.db.readCollectivity(key.collectivityId, async (tx) => {
    const [file, depth] = await Promise.all([loadFile(tx, key), depthOf(tx, key)])
    if (!file) throw notFound('dossiers.no_dossier', key.dossierId)
    const { procedureId, revisionNumber } = file.dossier
    return { file, depth, definition: (await getProcedure(tx, procedureId, revisionNumber)).definition }
  })

interface Beginning {
  readonly input: CaseToFile
  readonly origin: Origin
  readonly draftId: string
}

/** A draft with the answers and the files that go over; undefined when the procedure is not offered there. */
async function begin(ctx: Context, tx: Tx, { input, origin, draftId }: Beginning): Promise<true | undefined> {
  const { collectivityId, errandId } = input
  if (await findDraftRow(tx, collectivityId, draftId)) return true
  const offer = await offerOf(tx, collectivityId, input.procedure)
  if (!offer) return undefined
  const { dossier, answers: sheet, attachments } = origin.file
  const { definition, procedureId, number } = offer.revision
  const answers = mappedAnswers({
    from: origin.definition,
    answers: answersOf(sheet),
    to: definition,
    values: input.values,
  })
  const copies = copiesOf(answers, attachments, errandId)
  const now = ctx.clock.now()
  await insertDraftRow(tx, {
    collectivityId,
    id: draftId,
    offerId: offer.id,
    procedureId,
    revisionNumber: number,
    accountId: dossier.accountId,
    // Nobody holds it: no browser goes on with this draft.
    secretHash: sha256(newSecret()),
    entries: entriesFrom(definition.form, renamed(answers, copies.names)),
    changes: {},
    currentPage: definition.form.pages[0]?.id ?? '',
    locale: dossier.locale,
    now,
    expiresAt: expiryOf(now),
    // Filed for an organisation or for somebody else, the other one is too.
    actingFor: dossier.actingFor,
  })
  const uploadedBy = { kind: 'applicant', accountId: dossier.accountId, name: dossier.applicantName } as const
  await insertAttachmentRows(tx, { collectivityId, draftId, dossierId: null, uploadedBy, attachments: copies.files })
  return true
}

interface Copies {
  readonly files: readonly Attachment[]
  /** By the name that a file has in the first request, the one it has in the other. */
  readonly names: ReadonlyMap<string, string>
}

/** The files that these answers name, each under a name of its own; the contents are the same. */
function copiesOf(answers: Answers, attachments: readonly Attachment[], errandId: string): Copies {
  const text = JSON.stringify(answers)
  const named = attachments.filter(({ id }) => text.includes(id))
  const names = new Map(named.map(({ id }) => [id, derivedId(`${errandId} ${id}`, 'case file')]))
  return { names, files: named.map((file) => ({ ...file, id: names.get(file.id) ?? file.id })) }
}

async function giveUp(ctx: Context, collectivityId: string, draftId: string): Promise<void> {
  await ctx.db.withCollectivity(collectivityId, async (tx) => {
    const digests = await eraseDraftAttachmentRows(tx, collectivityId, [draftId])
    await eraseDraftRows(tx, collectivityId, [draftId])
    await forgetContents(tx, digests, ctx.clock.now())
  })
}
