import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type AgendaChange, changeAgenda, createAgenda, listOpenAgendas } from '#counter/appointments'
import { AppError } from '#kernel/errors'
import type { Localized } from '#kernel/localized'
import { projectRoot } from '#platform/config'
import type { Context } from '#platform/context'
import type { Site } from '#territory/collectivities'

interface DemoAgenda {
  readonly collectivity: string
  readonly service: string
  readonly title: Localized
  readonly place: string
  readonly whenFull: Localized
  readonly noticeHours: number
  readonly horizonDays: number
  readonly resources: readonly Omit<Extract<AgendaChange, { what: 'add_resource' }>, 'what'>[]
  readonly kinds: readonly Extract<AgendaChange, { what: 'add_kind' }>['kind'][]
  readonly openings: readonly { readonly weekdays: readonly number[]; readonly from: number; readonly to: number }[]
}

type Services = ReadonlyMap<string, ReadonlyMap<string, string>>

/** Opens the agendas of the demonstration, those that are not there yet: what administrators changed since is theirs. */
export async function loadDemoAgendas(ctx: Context, sites: readonly Site[], services: Services): Promise<void> {
  const text = await readFile(join(projectRoot, 'data/demo/agendas.json'), 'utf8')
  for (const agenda of JSON.parse(text) as readonly DemoAgenda[]) {
    const site = sites.find(({ slug }) => slug === agenda.collectivity)
    if (!site) continue
    const known = await listOpenAgendas(ctx, site.id)
    if (known.some(({ title }) => title.fr === agenda.title.fr)) continue
    await openAgenda(ctx, site.id, { agenda, serviceId: services.get(site.slug)?.get(agenda.service) ?? null })
  }
}

async function openAgenda(
  ctx: Context,
  collectivityId: string,
  { agenda, serviceId }: { readonly agenda: DemoAgenda; readonly serviceId: string | null },
): Promise<void> {
  const { title, place, whenFull, noticeHours, horizonDays } = agenda
  const description = { title, place, whenFull, noticeHours, horizonDays, serviceId }
  const created = await createAgenda(ctx, {
    collectivityId,
    description: { ...description, closedOnHolidays: true, isOpen: true },
  })
  if (!created.ok) throw refused(agenda, created.refusal)
  const changes: readonly AgendaChange[] = [
    ...agenda.resources.map((resource) => ({ what: 'add_resource' as const, ...resource })),
    ...agenda.kinds.map((kind) => ({ what: 'add_kind' as const, kind })),
    ...agenda.openings.map((opening) => ({
      what: 'add_opening' as const,
      opening: { ...opening, resourceId: null, validFrom: null, validTo: null },
    })),
  ]
  for (const change of changes) {
    const done = await changeAgenda(ctx, { collectivityId, slug: created.value, change })
    if (!done.ok) throw refused(agenda, done.refusal)
  }
}

const refused = (agenda: DemoAgenda, refusal: unknown): AppError =>
  new AppError('invalid', 'library.agenda', { detail: `${agenda.title.fr}: ${JSON.stringify(refusal)}` })
