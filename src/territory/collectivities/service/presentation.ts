import { Compile } from 'typebox/compile'
import { addDays, endOfDay } from '#kernel/calendar'
import { AppError } from '#kernel/errors'
import { newId } from '#kernel/ids'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import type { Context } from '#platform/context'
import { checkBrand } from '#platform/html'
import { areHoursInOrder } from '../domain/opening.ts'
import { mayShapeTerritory } from '../policy.ts'
import { type Brand, type Notice, Presentation, type Site } from '../schema.ts'
import { findSiteByCode } from '../store/read.ts'
import { markOpen, saveHostname, upsertNotices, upsertPlaces, upsertServices } from '../store/write.ts'
import { forgetAll } from './memory.ts'
import { getSite } from './sites.ts'

const validator = Compile(Presentation)

export type PresentationRefusal =
  /** `at` says which part of the input, as a JSON pointer. */
  | { readonly reason: 'bad_shape' | 'hours_out_of_order'; readonly at: string }
  | { readonly reason: 'unknown_collectivity' }
  /** White text on the colour would not be readable by all (4.5 to 1). */
  | { readonly reason: 'brand_not_a_colour' | 'brand_too_light'; readonly at: string }

/**
 * Opens the guichet of a collectivity of the territory: its colours, how to reach it, its services, places and notices.
 * Again with other values: they replace the former ones of the same slug; what is not named stays.
 * Throws `forbidden collectivities.not_operator`.
 */
export async function openCollectivity(ctx: Context, input: unknown): Promise<Outcome<Site, PresentationRefusal>> {
  if (!mayShapeTerritory(ctx.actor)) throw new AppError('forbidden', 'collectivities.not_operator')
  if (!validator.Check(input))
    return refused({ reason: 'bad_shape', at: validator.Errors(input)[0]?.instancePath ?? '' })
  const brand = brandOf(input.brand)
  if (!brand.ok) return brand
  const faulty = input.places.findIndex(({ hours }) => !areHoursInOrder(hours))
  if (faulty >= 0) return refused({ reason: 'hours_out_of_order', at: `/places/${faulty}/hours` })
  const site = await ctx.db.readTerritory((tx) => findSiteByCode(tx, input.code))
  if (!site) return refused({ reason: 'unknown_collectivity' })

  await ctx.db.withCollectivity(site.id, async (tx) => {
    await markOpen(tx, site.id, { brand: brand.value, contact: input.contact, siret: input.siret ?? null })
    await upsertServices(tx, site.id, input.services.map(withId))
    await upsertPlaces(
      tx,
      site.id,
      input.places.map((place) => ({ ...withId(place), phone: place.phone ?? null })),
    )
    await upsertNotices(tx, site.id, input.notices.map(noticeOf))
  })
  forgetAll(ctx.db)
  return accepted(await getSite(ctx.db, { id: site.id }))
}

const withId = <T extends object>(item: T): T & { id: string } => ({ ...item, id: newId() })

function brandOf(given: Presentation['brand']): Outcome<Brand, PresentationRefusal> {
  const base = colourOf(given.base, '/brand/base')
  if (!base.ok) return base
  if (given.second === undefined) return accepted({ base: base.value })
  const second = colourOf(given.second, '/brand/second')
  return second.ok ? accepted({ base: base.value, second: second.value }) : second
}

function colourOf(text: string, at: string): Outcome<string, PresentationRefusal> {
  const colour = checkBrand(text)
  return colour.ok ? colour : refused({ reason: `brand_${colour.refusal}`, at })
}

/** From the first moment of its first day to the last of its last one, in Paris. */
function noticeOf({ from, to, ...notice }: Presentation['notices'][number]): Notice {
  return {
    ...withId(notice),
    startsAt: new Date(endOfDay(addDays(from, -1)).getTime() + 1),
    endsAt: to === undefined ? null : endOfDay(to),
  }
}

/**
 * Makes a site answer on a host name of its own, besides its path on the territory's host. The name must lead here:
 * that is the affair of the DNS and of the certificate. Throws `forbidden collectivities.not_operator`.
 */
export async function declareHostname(
  ctx: Context,
  input: { readonly collectivityId: string; readonly host: string },
): Promise<Outcome<string, 'not_a_host_name'>> {
  if (!mayShapeTerritory(ctx.actor)) throw new AppError('forbidden', 'collectivities.not_operator')
  const host = input.host.trim().toLowerCase()
  const label = '[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?'
  if (host.length > 253 || !new RegExp(`^${label}(\\.${label})+$`).test(host)) return refused('not_a_host_name')
  const site = await getSite(ctx.db, { id: input.collectivityId })
  await ctx.db.withTerritory((tx) => saveHostname(tx, host, site.id))
  forgetAll(ctx.db)
  return accepted(host)
}
