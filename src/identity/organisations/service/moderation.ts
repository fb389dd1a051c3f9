import { namesOf } from '#identity/accounts'
import { notFound } from '#kernel/errors'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import type { Context } from '#platform/context'
import type { Database, Tx } from '#platform/db'
import { codeExpiry } from '../domain/codes.ts'
import { canModerate } from '../policy.ts'
import type { Organisation, ProofFile, Verification } from '../schema.ts'
import { insertLinkEvent, lockLinkRow, updateLinkRow } from '../store/links.ts'
import { findOrganisation, listOrganisations } from '../store/organisations.ts'
import {
  changeVerification,
  findProofDigests,
  findVerification,
  listDecidedRows,
  listOpenRows,
  lockVerification,
} from '../store/verifications.ts'
import { linkTo } from './add.ts'
import { endLink } from './mine.ts'
import { newCode } from './proofs.ts'
import type { Tools } from './tools.ts'

/** Something to check, as the moderator sees it. */
export interface ModeratedVerification extends Verification {
  readonly organisation: Organisation
  /** Who asked. */
  readonly person: string
}

function allow(ctx: Context, collectivityId: string): void {
  if (!canModerate(ctx.actor, collectivityId)) throw notFound('organisations.moderation')
}

/**
 * What the collectivity has to check, the oldest first, and what it decided lately.
 * @throws AppError `not_found organisations.moderation` for who does not supervise or administer it.
 */
export async function listVerifications(
  ctx: Context,
  collectivityId: string,
): Promise<{ readonly open: readonly ModeratedVerification[]; readonly decided: readonly ModeratedVerification[] }> {
  allow(ctx, collectivityId)
  return ctx.db.readCollectivity(collectivityId, async (tx) => {
    const [open, decided] = await Promise.all([listOpenRows(tx, collectivityId), listDecidedRows(tx, collectivityId)])
    const all = [...open, ...decided]
    const [organisations, names] = await Promise.all([
      listOrganisations(tx, [...new Set(all.map(({ organisationId }) => organisationId))]),
      namesOf(tx, [...new Set(all.map(({ askedBy }) => askedBy))]),
    ])
    const seen = (rows: readonly Verification[]): ModeratedVerification[] =>
      rows.flatMap((row) => {
        const organisation = organisations.find(({ id }) => id === row.organisationId)
        const name = names.get(row.askedBy)
        return organisation
          ? [{ ...row, organisation, person: name ? `${name.givenName} ${name.familyName}` : '' }]
          : []
      })
    return { open: seen(open), decided: seen(decided) }
  })
}

interface Named {
  readonly collectivityId: string
  readonly verificationId: string
}

/** The file that somebody sent. @throws AppError `not_found organisations.verification`. */
export async function openProof(ctx: Context, { collectivityId, verificationId }: Named): Promise<ProofFile> {
  allow(ctx, collectivityId)
  const row = await ctx.db.readCollectivity(collectivityId, (tx) =>
    findVerification(tx, collectivityId, verificationId),
  )
  if (!row?.file) throw notFound('organisations.verification', verificationId)
  return row.file
}

/** Contents that are proofs somewhere: whoever empties the file store leaves them. */
export async function namedProofs(db: Database, digests: readonly string[]): Promise<ReadonlySet<string>> {
  const door = { name: 'named-proofs', accountId: null, subject: `${digests.length} contents` }
  return new Set(await db.throughDoor(door, (tx) => findProofDigests(tx, digests)))
}

export interface Decision extends Named {
  readonly isAccepted: boolean
  /** Told to the person; needed to refuse. */
  readonly reason: string
}

export type DecisionRefusal = 'reason_missing' | 'already_decided' | 'own_request'

/**
 * Accepts or refuses a document, a foreign firm, or a review. Nobody decides on what she asked herself.
 * @throws AppError `not_found organisations.verification`.
 */
export async function decideVerification(
  ctx: Context,
  { collectivityId, verificationId, isAccepted, reason }: Decision,
): Promise<Outcome<void, DecisionRefusal>> {
  allow(ctx, collectivityId)
  const by = ctx.actor.kind === 'agent' ? ctx.actor.accountId : null
  if (!isAccepted && reason.trim() === '') return refused('reason_missing')
  return ctx.db.withCollectivity(collectivityId, async (tx) => {
    const row = await lockVerification(tx, collectivityId, verificationId)
    if (!row || row.method === 'official_contact' || row.method === 'post')
      throw notFound('organisations.verification', verificationId)
    if (row.state !== 'waiting') return refused('already_decided')
    if (row.askedBy === by && row.method !== 'review') return refused('own_request')
    const now = ctx.clock.now()
    const state = isAccepted ? 'accepted' : 'refused'
    await changeVerification(tx, row, { state, reason: reason.trim() || null, decidedAt: now, decidedBy: by })
    await carryOut(tx, ctx, row, { isAccepted, reason })
    return accepted(undefined)
  })
}

/** What a decision makes of the link that it is about. */
async function carryOut(
  tx: Tx,
  ctx: Context,
  row: Verification,
  { isAccepted, reason }: { readonly isAccepted: boolean; readonly reason: string },
): Promise<void> {
  const now = ctx.clock.now()
  if (row.method !== 'review') {
    const { organisationId, askedBy: accountId, id: verificationId } = row
    if (isAccepted)
      await linkTo(tx, ctx, { organisationId, accountId, knownBy: 'document', detail: { verificationId } })
    return
  }
  const link = row.linkId === null ? undefined : await lockLinkRow(tx, row.linkId)
  if (!link || link.endedAt !== null) return
  if (!isAccepted) return endLink(tx, ctx, link, { reason })
  await updateLinkRow(tx, link.id, { doubtedAt: null, checkedAt: now })
  await insertLinkEvent(tx, { link, kind: 'confirmed', at: now, actor: ctx.actor, detail: { reason } })
}

/** A letter to print: to whom, about which organisation, with a code that nothing keeps. */
export interface CodeLetter {
  readonly organisation: Organisation
  readonly code: string
  readonly expiresAt: Date
}

export type PrintRefusal = 'already_decided'

/**
 * Makes the letter: a new code each time it is printed, which puts the former one out.
 * @throws AppError `not_found organisations.verification`.
 */
export const printLetter =
  ({ secrets }: Tools) =>
  (ctx: Context, { collectivityId, verificationId }: Named): Promise<Outcome<CodeLetter, PrintRefusal>> => {
    allow(ctx, collectivityId)
    return ctx.db.withCollectivity(collectivityId, async (tx) => {
      const row = await lockVerification(tx, collectivityId, verificationId)
      const organisation = row && (await findOrganisation(tx, row.organisationId))
      if (!row || row.method !== 'post' || !organisation) throw notFound('organisations.verification', verificationId)
      if (row.state !== 'waiting' && row.state !== 'sent') return refused('already_decided')
      const now = ctx.clock.now()
      const expiresAt = codeExpiry('post', now)
      const { code, hash } = newCode(secrets, row.id)
      const fresh = { codeHash: hash, sentAt: now, expiresAt }
      await changeVerification(tx, row, { state: 'sent', ...fresh })
      return accepted({ organisation, code, expiresAt })
    })
  }
