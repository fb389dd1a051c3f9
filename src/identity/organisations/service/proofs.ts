import { randomBytes } from 'node:crypto'
import { newId } from '#kernel/ids'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import type { Context } from '#platform/context'
import { isSameSecret, readableCode, readCode, type Secrets } from '#platform/crypto'
import type { Tx } from '#platform/db'
import { enqueue } from '#platform/jobs'
import { attemptsKept, type CodeRefusal, isDayUsedUp, mayTryCode } from '../domain/codes.ts'
import { answersFor } from '../domain/links.ts'
import { mailContactCode } from '../jobs.ts'
import type { Link, ProofFile, Verification } from '../schema.ts'
import { forgetAttempts, insertAttempt, listAttempts } from '../store/code-attempts.ts'
import { changeVerification, insertVerification, listOfOrganisation, lockSent } from '../store/verifications.ts'
import { linkTo } from './add.ts'
import { getMyOrganisation } from './mine.ts'
import { accountOf, type Tools } from './tools.ts'

export type ProofRefusal =
  /** No collectivity of the platform looks after this organisation: its seat is elsewhere. */
  | 'no_collectivity'
  /** The register gives no address to write to. */
  | 'no_address'
  | 'already_asked'
  /** She is known as answering for it already. */
  | 'not_needed'

/**
 * Asks the collectivity of the seat to write to the organisation: who receives its post answers for it. The letter goes to
 * the address that the register publishes, never to one that somebody typed.
 */
export const askLetter = (ctx: Context, organisationId: string): Promise<Outcome<void, ProofRefusal>> =>
  askProof(ctx, organisationId, { method: 'post' })

/** Sends a document to be looked at: an extract of the register, minutes that name the president. */
export const sendDocument = (
  ctx: Context,
  organisationId: string,
  file: ProofFile,
): Promise<Outcome<void, ProofRefusal>> => askProof(ctx, organisationId, { method: 'document', file })

async function askProof(
  ctx: Context,
  organisationId: string,
  asked: { readonly method: 'post' | 'document'; readonly file?: ProofFile },
): Promise<Outcome<void, ProofRefusal>> {
  const { accountId } = accountOf(ctx)
  const { organisation, links } = await getMyOrganisation(ctx, organisationId)
  if (links.some(answersFor)) return refused('not_needed')
  const collectivityId = organisation.lookedAfterBy
  if (collectivityId === null) return refused('no_collectivity')
  if (asked.method === 'post' && organisation.seatAddress.length === 0) return refused('no_address')
  const row = { ...asked, collectivityId, organisationId, askedBy: accountId }
  const isNew = await ctx.db.withCollectivity(collectivityId, (tx) =>
    insertVerification(tx, { ...row, id: newId(), state: 'waiting', askedAt: ctx.clock.now() }),
  )
  return isNew ? accepted(undefined) : refused('already_asked')
}

/** Asks for a letter in the name of somebody who needs a director to answer; nothing is wrong when one is on its way. */
export async function askLetterFor(
  tx: Tx,
  ctx: Context,
  letter: { readonly collectivityId: string; readonly organisationId: string; readonly askedBy: string },
): Promise<boolean> {
  return insertVerification(tx, { ...letter, id: newId(), method: 'post', state: 'waiting', askedAt: ctx.clock.now() })
}

const codeHash = (secrets: Secrets, id: string, code: string): Buffer =>
  secrets.hmac('organisation code', `${id}:${code}`)

/** A new code for a verification: shown once, kept hashed. */
export function newCode(secrets: Secrets, verificationId: string): { readonly code: string; readonly hash: Buffer } {
  const code = readableCode(randomBytes(8))
  return { code, hash: codeHash(secrets, verificationId, code) }
}

/** Sends a code to the address that the State's register publishes for an association. */
export async function askContactCode(ctx: Context, organisationId: string): Promise<Outcome<void, ProofRefusal>> {
  const { accountId } = accountOf(ctx)
  const { organisation, links } = await getMyOrganisation(ctx, organisationId)
  if (links.some(answersFor)) return refused('not_needed')
  if (organisation.officialEmail === null) return refused('no_address')
  const collectivityId = organisation.lookedAfterBy
  if (collectivityId === null) return refused('no_collectivity')
  const id = newId()
  const now = ctx.clock.now()
  const isNew = await ctx.db.withCollectivity(collectivityId, async (tx) => {
    const row = { collectivityId, id, organisationId, askedBy: accountId, method: 'official_contact' } as const
    const inserted = await insertVerification(tx, { ...row, state: 'waiting', askedAt: now })
    if (inserted) await enqueue(tx, mailContactCode, { collectivityId, verificationId: id })
    return inserted
  })
  return isNew ? accepted(undefined) : refused('already_asked')
}

export type EnterRefusal = CodeRefusal

/**
 * Enters the code of a letter, or of a mail to the official address: whoever reads the organisation's post answers for it.
 * A wrong code counts against who typed it, for each code on its way, and against the organisation's day.
 */
export const enterCode =
  ({ secrets }: Tools) =>
  async (
    ctx: Context,
    input: { readonly organisationId: string; readonly code: string },
  ): Promise<Outcome<Link, EnterRefusal>> => {
    const { accountId } = accountOf(ctx)
    const { organisation } = await getMyOrganisation(ctx, input.organisationId)
    const collectivityId = organisation.lookedAfterBy
    if (collectivityId === null) return refused('no_code')
    const matched = await ctx.db.withCollectivity(collectivityId, async (tx) => {
      const sent = await lockSent(tx, collectivityId, organisation.id)
      return tryCode(
        { tx, ctx, secrets, accountId, place: { collectivityId, organisationId: organisation.id } },
        sent,
        input.code,
      )
    })
    if (!matched.ok) return matched
    const knownBy = matched.value.method === 'post' ? 'post' : 'official_contact'
    return accepted(
      await ctx.db.withTerritory((tx) => linkTo(tx, ctx, { organisationId: organisation.id, accountId, knownBy })),
    )
  }

interface Trying {
  readonly tx: Tx
  readonly ctx: Context
  readonly secrets: Secrets
  readonly accountId: string
  readonly place: { readonly collectivityId: string; readonly organisationId: string }
}

async function tryCode(
  { tx, ctx, secrets, accountId, place }: Trying,
  sent: readonly (Verification & { codeHash: Buffer | null })[],
  typed: string,
): Promise<Outcome<Verification, EnterRefusal>> {
  const now = ctx.clock.now()
  const attempts = await listAttempts(tx, place)
  const by = { accountId, attempts, now }
  const open = sent.filter((each) => mayTryCode(each, by) === undefined)
  if (open.length === 0) return refused((sent[0] && mayTryCode(sent[0], by)) ?? 'no_code')
  if (isDayUsedUp(attempts, now)) return refused('too_many_today')
  const code = readCode(typed)
  if (code === undefined) return refused('wrong_code')
  const found = open.find(({ id, codeHash: hash }) => hash !== null && isSameSecret(hash, codeHash(secrets, id, code)))
  if (!found) {
    await insertAttempt(tx, place, { accountId, verificationIds: open.map(({ id }) => id), at: now })
    await forgetAttempts(tx, place, new Date(now.getTime() - attemptsKept))
    return refused('wrong_code')
  }
  await changeVerification(tx, found, { state: 'accepted', codeHash: null, decidedAt: now })
  return accepted(found)
}

/** What was asked for an organisation by who reads it, the latest first: what is on its way, and how it ended. */
export async function listMyProofs(ctx: Context, organisationId: string): Promise<Verification[]> {
  const { accountId } = accountOf(ctx)
  const { organisation } = await getMyOrganisation(ctx, organisationId)
  const collectivityId = organisation.lookedAfterBy
  if (collectivityId === null) return []
  const all = await ctx.db.readCollectivity(collectivityId, (tx) =>
    listOfOrganisation(tx, collectivityId, organisation.id),
  )
  // A letter on its way matters to whoever opens the post; the rest is the affair of who asked.
  return all.filter(({ askedBy, method, state }) => askedBy === accountId || (method === 'post' && state === 'sent'))
}
