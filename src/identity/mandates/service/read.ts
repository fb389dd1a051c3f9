import { namesOf } from '#identity/accounts'
import { organisationNames } from '#identity/organisations'
import { dayOf } from '#kernel/calendar'
import { notFound } from '#kernel/errors'
import type { Context } from '#platform/context'
import { type Effect, effectOf } from '../domain/delegation.ts'
import { isOpen } from '../domain/states.ts'
import { answersForPrincipal, decideFault, type DecideFault, isAsker, isHolder, mayRevoke, maySee } from '../policy.ts'
import type { Mandate, MandateEvent } from '../schema.ts'
import { listMandateEvents } from '../store/events.ts'
import { findMandateRow, listAbove, listConcerning, lockMandateRow } from '../store/mandates.ts'
import { moveAsk } from './decide.ts'
import { type MandateNames, meOf, namesIn, standingOf } from './tools.ts'

/** A mandate as one of those it concerns sees it. */
export interface SeenMandate {
  readonly mandate: Mandate
  readonly names: MandateNames
  readonly isMine: { readonly asker: boolean; readonly holder: boolean; readonly giver: boolean }
  /** What it gives today, its whole chain considered; undefined when it gives nothing. */
  readonly effect: Effect | undefined
}

/** Every mandate that concerns who asks, the latest first. */
export async function listMandates(ctx: Context): Promise<SeenMandate[]> {
  const me = await meOf(ctx)
  const today = dayOf(ctx.clock.now())
  return ctx.db.readTerritory(async (tx) => {
    const who = await standingOf(tx, me)
    const rows = await listConcerning(tx, { ...who, directs: [...who.directs.keys()] })
    const [names, above] = await Promise.all([
      namesIn(tx, rows, (ids) => organisationNames(tx, ids)),
      listAbove(tx, rows),
    ])
    return rows.map((mandate) => ({
      mandate,
      names: names.get(mandate.id) ?? { principal: '', holder: '', asker: '' },
      isMine: {
        asker: isAsker(who, mandate),
        holder: isHolder(who, mandate),
        giver: answersForPrincipal(who, mandate),
      },
      effect: effectOf(mandate, above, today),
    }))
  })
}

export interface OpenedMandate extends SeenMandate {
  readonly events: readonly (MandateEvent & { readonly by: string })[]
  /** What keeps her from deciding; undefined when she may. */
  readonly fault: DecideFault | undefined
  readonly mayRevoke: boolean
}

/**
 * One mandate with its history. A director who opens an ask has seen it.
 * @throws AppError `not_found mandates.mandate` for whom it does not concern.
 */
export async function openMandate(ctx: Context, mandateId: string): Promise<OpenedMandate> {
  const me = await meOf(ctx)
  return ctx.db.withTerritory(async (tx) => {
    const [found, who] = await Promise.all([findMandateRow(tx, mandateId), standingOf(tx, me)])
    if (!found || !maySee(who, found)) throw notFound('mandates.mandate', mandateId)
    const mandate = await seenBy(found)
    const [events, names, above] = await Promise.all([
      listMandateEvents(tx, mandateId),
      namesIn(tx, [mandate], (ids) => organisationNames(tx, ids)),
      listAbove(tx, [mandate]),
    ])
    const people = await namesOf(tx, [...new Set(events.flatMap(({ actorAccountId }) => actorAccountId ?? []))])
    const nameOf = (id: string | null): string => {
      const name = id === null ? undefined : people.get(id)
      return name ? `${name.givenName} ${name.familyName}` : ''
    }
    const source = mandate.sourceId === null ? undefined : above.get(mandate.sourceId)
    return {
      mandate,
      names: names.get(mandateId) ?? { principal: '', holder: '', asker: '' },
      isMine: {
        asker: isAsker(who, mandate),
        holder: isHolder(who, mandate),
        giver: answersForPrincipal(who, mandate),
      },
      effect: effectOf(mandate, above, dayOf(ctx.clock.now())),
      events: events.map((event) => ({ ...event, by: nameOf(event.actorAccountId) })),
      fault: decideFault(who, mandate),
      mayRevoke: mayRevoke(who, mandate) || (source !== undefined && mayRevoke(who, source)),
    }

    async function seenBy(row: Mandate): Promise<Mandate> {
      if (!isOpen(row.state) || row.state === 'seen' || !answersForPrincipal(who, row) || isAsker(who, row)) return row
      const held = await lockMandateRow(tx, row.id)
      return held ? { ...held, state: await moveAsk(tx, ctx, held, 'see') } : row
    }
  })
}
