import { newId } from '#kernel/ids'
import { type Locale, localize } from '#kernel/localized'
import { type Definition, getProcedure, summarise } from '#counter/procedures'
import { getRevision, statusOf } from '#counter/workflows'
import type { MergeRef, PersonalData } from '#identity/accounts'
import { getSite, listCollectivities } from '#territory/collectivities'
import type { Context } from '#platform/context'
import type { Tx } from '#platform/db'
import { namesIn } from '../domain/answers.ts'
import { appendToJournal, journalActor } from '../domain/journal.ts'
import { listAnswersBesides } from '../store/answers.ts'
import { eraseDraftAttachmentRows } from '../store/attachments.ts'
import { lockDossierRow } from '../store/dossiers.ts'
import { eraseDraftRows } from '../store/drafts.ts'
import { insertEventRows } from '../store/journal.ts'
import {
  countOf,
  forgetMoved,
  giveDossierRow,
  listDossierIdsOf,
  listDraftsOf,
  listMovedDossierIds,
  listPlacesOf,
  listPlacesOfMerge,
  lockDraftIdsOf,
  moveDraftRows,
  moveDraftRowsBack,
  type Moving,
  noteMoved,
  type OwnDraftContent,
} from '../store/personal.ts'
import type { DossierFile } from '../schema.ts'
import { type CaseOfPerson, listOfPersonRows } from '../store/of-person.ts'
import { publicPart } from './applicant.ts'
import { exportCodes, exportFormatter, exportWords } from './export-words.ts'
import { loadFile } from './files.ts'
import { answersOf } from './circuit-scope.ts'
import { forgetContents } from './sweep.ts'

/**
 * Requests and drafts of a person, in every commune. A merge gives them to the account that stays, one transaction for
 * each commune; the journal of a request tells it, nothing in it is rewritten. The end of an account erases drafts: what
 * was filed is the authority's, which keeps it as long as its own rules say.
 */
export const dossierData: PersonalData = {
  name: 'demandes',
  title: { fr: 'Vos demandes', en: 'Your requests' },
  words: exportWords,
  codes: exportCodes,
  export: exportOf,
  count: async (ctx, accountId) => {
    const door = { name: 'personal-data', accountId, subject: accountId }
    const { dossiers, drafts } = await ctx.db.throughDoor(door, (tx) => countOf(tx, accountId, ctx.clock.now()))
    return [
      { what: { fr: 'demandes', en: 'requests' }, one: { fr: 'demande', en: 'request' }, count: dossiers },
      { what: { fr: 'brouillons', en: 'drafts' }, one: { fr: 'brouillon', en: 'draft' }, count: drafts },
    ]
  },
  move: moveAll,
  moveBack: moveAllBack,
  erase: eraseDrafts,
}

const placesOf = (ctx: Context, accountId: string): Promise<string[]> =>
  ctx.db.throughDoor({ name: 'personal-data', accountId, subject: accountId }, (tx) => listPlacesOf(tx, accountId))

async function exportOf(ctx: Context, accountId: string): Promise<unknown> {
  const communes = await listCollectivities(ctx.db, { kind: 'commune' })
  const communeOf = (insee: string) => communes.find(({ code }) => code === insee)?.name
  const requests: unknown[] = []
  const drafts: unknown[] = []
  for (const collectivityId of await placesOf(ctx, accountId)) {
    const town = (await getSite(ctx.db, { id: collectivityId })).name
    const { ids, begun } = await ctx.db.readCollectivity(collectivityId, async (tx) => ({
      ids: await listDossierIdsOf(tx, collectivityId, accountId),
      begun: await listDraftsOf(tx, collectivityId, accountId),
    }))
    // One at a time: a person may have hundreds, with all that was said in them.
    for (const dossierId of ids) {
      requests.push(
        await ctx.db.readCollectivity(collectivityId, (tx) =>
          exportDossier(tx, { collectivityId, dossierId, town, communeOf }),
        ),
      )
    }
    for (const draft of begun) drafts.push(await exportDraft(ctx, draft, town))
  }
  return { requests, drafts }
}

/** The requests of a person in one collectivity: her account's, and those that were filed without one under her address. */
export const casesOfPerson = (
  db: Context['db'],
  of: { readonly collectivityId: string; readonly accountId: string | null; readonly email: string },
): Promise<readonly CaseOfPerson[]> => db.readCollectivity(of.collectivityId, (tx) => listOfPersonRows(tx, of))

/** Some requests of one collectivity, as their person reads them: what agents wrote among themselves is not in it. */
export async function copyOfCases(
  ctx: Context,
  { collectivityId, ids }: { readonly collectivityId: string; readonly ids: readonly string[] },
): Promise<readonly unknown[]> {
  const communes = await listCollectivities(ctx.db, { kind: 'commune' })
  const communeOf = (insee: string) => communes.find(({ code }) => code === insee)?.name
  const town = (await getSite(ctx.db, { id: collectivityId })).name
  const copies: unknown[] = []
  for (const dossierId of ids)
    copies.push(
      await ctx.db.readCollectivity(collectivityId, (tx) =>
        exportDossier(tx, { collectivityId, dossierId, town, communeOf }),
      ),
    )
  return copies
}

interface Exported {
  readonly collectivityId: string
  readonly dossierId: string
  readonly town: string
  /** Name behind an INSEE code. */
  readonly communeOf: (insee: string) => string | undefined
}

async function exportDossier(tx: Tx, { town, communeOf, ...key }: Exported): Promise<unknown> {
  const whole = await loadFile(tx, key)
  if (!whole) return {}
  const { workflow } = await getRevision(tx, whole.dossier.workflowSlug, whole.dossier.workflowRevision)
  const { dossier, answers, messages, attachments, events } = publicPart(whole, workflow)
  const { definition } = await getProcedure(tx, dossier.procedureId, dossier.revisionNumber)
  const { number, subject, submittedAt, closedAt, applicantName, applicantEmail, applicantPhone, locale } = dossier
  const sections = summarise(definition, answersOf(answers), locale, {
    ...exportFormatter(locale, communeOf),
    listed: namesIn(answers, locale),
  })
  const gone = await listAnswersBesides(
    tx,
    key,
    Object.keys(answers).filter((id) => isAsked(definition, id)),
  )
  return {
    town,
    procedure: localize(definition.title, locale),
    number,
    subject,
    status: localize(statusOf(workflow, dossier.status).publicLabel, locale),
    submittedAt,
    closedAt,
    applicantName,
    applicantEmail,
    applicantPhone,
    answers: [
      ...sections.flatMap(({ lines }) =>
        lines
          .filter(({ text }) => text !== '')
          .map(({ group, label, text }) => ({ question: group ? `${group} : ${label}` : label, answer: text })),
      ),
      ...gone.map(({ label, value }) => ({ question: localize(label, locale), answer: plainText(value) })),
      ...(await formerAnswers(tx, whole, locale)),
    ],
    messages: messages.map(({ at, authorName, body }) => ({ at, from: authorName, text: body })),
    files: attachments.map(({ name, size, at }) => ({ name, size, at })),
    events: events.map(({ at, kind, actor }) => ({ at, what: kind, who: actor.name })),
  }
}

/** What she answered to forms that her request has left for another procedure's. */
async function formerAnswers(tx: Tx, { former }: DossierFile, locale: Locale) {
  const told = await Promise.all(
    former.map(async ({ procedureId, revisionNumber, answers }) => {
      const { definition } = await getProcedure(tx, procedureId, revisionNumber)
      const labels = new Map(
        definition.form.pages.flatMap(({ fields }) => fields.map(({ id, label }) => [id, label] as const)),
      )
      return Object.entries(answers).map(([id, { value }]) => ({
        question: localize(labels.get(id) ?? { fr: id }, locale),
        answer: plainText(value),
      }))
    }),
  )
  return told.flat()
}

/** Whether the form still asks a question. */
const isAsked = ({ form }: Definition, id: string): boolean =>
  form.pages.some(({ fields }) => fields.some((field) => field.id === id))

/** An answer whose question has gone, as well as it can be written without it. */
function plainText(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value)
  return Object.values(value).map(plainText).join(', ')
}

async function exportDraft(ctx: Context, draft: OwnDraftContent, town: string): Promise<unknown> {
  const { definition } = await ctx.db.readTerritory((tx) => getProcedure(tx, draft.procedureId, draft.revisionNumber))
  const { updatedAt, expiresAt, entries } = draft
  return { town, procedure: localize(definition.title, draft.locale), updatedAt, expiresAt, entries }
}

/** Until nothing is left: a request that was being sent while the others moved is found the next time. */
async function moveAll(ctx: Context, merge: MergeRef): Promise<void> {
  for (;;) {
    const places = await placesOf(ctx, merge.from)
    if (places.length === 0) return
    for (const collectivityId of places) await moveIn(ctx, { ...merge, collectivityId })
  }
}

const moveIn = (ctx: Context, moving: Moving): Promise<void> =>
  ctx.db.withCollectivity(moving.collectivityId, async (tx) => {
    await moveDraftRows(tx, moving)
    for (const dossierId of await listDossierIdsOf(tx, moving.collectivityId, moving.from)) {
      const isGiven = await giveDossier(tx, ctx, moving, { dossierId, kind: 'account.merged' })
      if (isGiven) await noteMoved(tx, moving, dossierId)
    }
  })

async function moveAllBack(ctx: Context, merge: MergeRef): Promise<void> {
  const door = { name: 'personal-data', accountId: merge.to, subject: merge.mergeId }
  const places = await ctx.db.throughDoor(door, (tx) => listPlacesOfMerge(tx, merge.mergeId))
  for (const collectivityId of places) {
    const moving = { ...merge, collectivityId }
    await ctx.db.withCollectivity(collectivityId, async (tx) => {
      await moveDraftRowsBack(tx, moving)
      for (const dossierId of await listMovedDossierIds(tx, moving)) {
        await giveDossier(tx, ctx, moving, { dossierId, kind: 'account.separated' })
      }
      await forgetMoved(tx, moving)
    })
  }
}

/** Changes hands at the end of the journal; false when it had changed hands already. */
async function giveDossier(
  tx: Tx,
  ctx: Context,
  { collectivityId, mergeId, from, to }: Moving,
  { dossierId, kind }: { dossierId: string; kind: 'account.merged' | 'account.separated' },
): Promise<boolean> {
  const [giver, taker] = kind === 'account.merged' ? [from, to] : [to, from]
  const dossier = await lockDossierRow(tx, collectivityId, dossierId)
  if (dossier?.accountId !== giver) return false
  const { lines, head } = appendToJournal(
    { collectivityId, dossierId },
    { seq: dossier.version, hash: dossier.lastEventHash },
    [
      {
        id: newId(),
        at: ctx.clock.now(),
        kind,
        actor: journalActor(ctx.actor, dossier.applicantName),
        payload: { mergeId, fromAccountId: giver, toAccountId: taker },
      },
    ],
  )
  await insertEventRows(tx, dossier, lines)
  await giveDossierRow(tx, dossier, { accountId: taker, seq: head.seq, hash: head.hash })
  return true
}

async function eraseDrafts(ctx: Context, accountId: string): Promise<void> {
  const now = ctx.clock.now()
  for (const collectivityId of await placesOf(ctx, accountId)) {
    await ctx.db.withCollectivity(collectivityId, async (tx) => {
      const draftIds = await lockDraftIdsOf(tx, collectivityId, accountId)
      if (draftIds.length === 0) return
      const digests = await eraseDraftAttachmentRows(tx, collectivityId, draftIds)
      await eraseDraftRows(tx, collectivityId, draftIds)
      await forgetContents(tx, digests, now)
    })
  }
}
