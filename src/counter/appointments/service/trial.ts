import type { AgentRole } from '#kernel/actor'
import { fixedClock } from '#kernel/clock'
import { newId } from '#kernel/ids'
import type { Context } from '#platform/context'
import { createSecrets } from '#platform/crypto'
import { silentLog } from '#platform/log'
import { openTestDatabase } from '#platform/testing'
import type { AgendaChange, KindDescription } from '../domain/settings.ts'
import { changeAgenda, createAgenda, createAppointments, readSettings } from '../index.ts'

/** One collectivity with an agenda of two desks: what the tests of this house stand on. */
export async function openTrial() {
  const { db, sql, url } = await openTestDatabase()
  const clock = fixedClock(new Date('2026-11-24T09:00:00Z'))
  const collectivityId = newId()
  const contextOf = (actor: Context['actor']): Context => ({ db, clock, log: silentLog, actor })
  const system = contextOf({ kind: 'system', name: 'essai' })
  const anonymous = contextOf({ kind: 'anonymous' })
  const agentOf = (roles: readonly AgentRole[] = [{ role: 'agent', serviceId: null }]): Context =>
    contextOf({ kind: 'agent', accountId: newId(), name: 'Agent d’essai', collectivityId, roles })
  const accountOf = (accountId: string): Context => contextOf({ kind: 'account', accountId, name: 'Ana Exemple' })

  /** An agenda open every weekday from nine to noon, with so many desks. */
  const agendaWith = async (kind: Partial<KindDescription>, desks: number): Promise<string> => {
    const created = await createAgenda(system, {
      collectivityId,
      description: {
        title: { fr: 'Titres d’identité' },
        serviceId: null,
        place: 'Hôtel de ville d’essai',
        whenFull: { fr: 'Appelez-nous.' },
        noticeHours: 1,
        horizonDays: 60,
        closedOnHolidays: true,
        isOpen: true,
      },
    })
    if (!created.ok) throw new Error(JSON.stringify(created.refusal))
    const slug = created.value
    const change = async (each: AgendaChange): Promise<void> => {
      const done = await changeAgenda(system, { collectivityId, slug, change: each })
      if (!done.ok) throw new Error(JSON.stringify(done.refusal))
    }
    for (let desk = 1; desk <= desks; desk += 1)
      await change({ what: 'add_resource', name: `Guichet ${desk}`, nature: 'desk' })
    await change({
      what: 'add_kind',
      kind: {
        title: { fr: 'Remise d’un titre' },
        minutes: 30,
        everyMinutes: 30,
        capacity: 1,
        bufferBefore: 0,
        bufferAfter: 0,
        ...kind,
      },
    })
    await change({
      what: 'add_opening',
      opening: { resourceId: null, weekdays: [1, 2, 3, 4, 5], from: 540, to: 720, validFrom: null, validTo: null },
    })
    return slug
  }
  const planOf = (slug: string) => readSettings(system, collectivityId, slug)
  const service = createAppointments(createSecrets('un secret d’essai de trente-deux signes'))
  return { db, sql, url, clock, collectivityId, system, anonymous, agentOf, accountOf, agendaWith, planOf, service }
}

export const ana = { name: 'Ana Exemple', email: 'ana@exemple.fr', phone: null, locale: 'fr' as const }
