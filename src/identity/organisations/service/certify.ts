import { notFound } from '#kernel/errors'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import type { Context } from '#platform/context'
import { type Comparison, findDirector, nearestDirector } from '../domain/director.ts'
import type { Refused } from '../register/call.ts'
import type { Link } from '../schema.ts'
import { insertLinkEvent, updateLinkRow } from '../store/links.ts'
import { linkTo } from './add.ts'
import { findOrganisation } from '../store/organisations.ts'
import { getMyOrganisation } from './mine.ts'
import { accountOf, type Tools } from './tools.ts'

export type CertifyRefusal =
  | Refused
  /** Her account is not linked to FranceConnect. */
  | { readonly reason: 'no_identity' }
  /** In no trade register: an association, a foreign firm. */
  | { readonly reason: 'no_register' }
  /** What agrees and what does not with the officer who comes nearest; undefined when none has her name. */
  | { readonly reason: 'not_director'; readonly comparison: Comparison | undefined }

/**
 * Recognises a director: the State's identity of her account against the trade register, on five criteria. An answer of the
 * register that is no longer fresh proves nothing.
 * @throws AppError `not_found organisations.organisation` for an organisation that she has not added.
 */
export const certifyDirector =
  (tools: Tools) =>
  async (ctx: Context, organisationId: string): Promise<Outcome<Link, CertifyRefusal>> => {
    const { accountId } = accountOf(ctx)
    const { organisation } = await getMyOrganisation(ctx, organisationId)
    if (organisation.siren === null) return refused({ reason: 'no_register' as const })
    const identity = await tools.certifiedIdentity(accountId)
    if (!identity) return refused({ reason: 'no_identity' as const })
    const read = await tools.register.officers(ctx, organisation.siren)
    if (!read.ok) return read
    if (read.value.isStale) return refused({ reason: 'unavailable' as const })
    const officer = findDirector(identity, read.value.value, tools.placeNames)
    if (!officer) {
      const nearest = nearestDirector(identity, read.value.value, tools.placeNames)
      return refused({ reason: 'not_director' as const, comparison: nearest?.comparison })
    }
    return accepted(
      await ctx.db.withTerritory(async (tx) => {
        const link = await linkTo(tx, ctx, { organisationId, accountId, knownBy: 'register', role: officer.role })
        const now = ctx.clock.now()
        await updateLinkRow(tx, link.id, { checkedAt: now, doubtedAt: null, role: officer.role })
        if (link.doubtedAt) await insertLinkEvent(tx, { link, kind: 'confirmed', at: now, actor: ctx.actor })
        return { ...link, doubtedAt: null, checkedAt: now, role: officer.role }
      }),
    )
  }

/**
 * The same for somebody who was led to an organisation by a mandate to decide: it is added to her account as declared, then
 * compared. Whether she is recognised or not, being led there proves nothing.
 * @throws AppError `not_found organisations.organisation`.
 */
export const recogniseDirector =
  (tools: Tools) =>
  async (ctx: Context, organisationId: string): Promise<Outcome<Link, CertifyRefusal>> => {
    const { accountId } = accountOf(ctx)
    await ctx.db.withTerritory(async (tx) => {
      if (!(await findOrganisation(tx, organisationId))) throw notFound('organisations.organisation', organisationId)
      await linkTo(tx, ctx, { organisationId, accountId, knownBy: 'declared' })
    })
    return certifyDirector(tools)(ctx, organisationId)
  }
