import { type Static, Type } from 'typebox'
import { type Direction, listRegister, mayKeepRegister, mayOpenItem, registerLetter } from '#counter/mailroom'
import { dayOf } from '#kernel/calendar'
import { csvText } from '#kernel/csv'
import { isId, newId } from '#kernel/ids'
import { FormBody, type Guard, route, type Route, seeOther, sendPage } from '#platform/http'
import { listServices } from '#territory/collectivities'
import { agentWho, type AgentVisitor } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { readUpload } from '../../attachments/index.ts'
import { refusalSentence } from '../../guichet/dossiers/errors.ts'
import { framedPage, frameOf, uploadScripts } from '../frame/index.ts'
import { type DeskVisit, SiteParams, textIn } from '../reception/visit.ts'
import { directionName, NewLetterPage, type NewLetterPageProps, RegisterPage } from './register.page.tsx'
import { mailroomTexts } from './texts.ts'

const url = '/bureau/:site/registre'
const Query = Type.Object({
  sens: Type.Optional(Type.Union([Type.Literal('arrivee'), Type.Literal('depart')])),
  annee: Type.Optional(Type.Integer({ minimum: 1990, maximum: 2200 })),
  avant: Type.Optional(Type.Integer({ minimum: 1, maximum: 2_000_000_000 })),
  q: Type.Optional(Type.String({ maxLength: 200 })),
})

/** Lets in who keeps the register; to others, elected members and guests too, it does not exist. */
export const clerkAt = (app: App): Guard<AgentVisitor> => agentWho(app, mayKeepRegister)
export const registerHref = ({ site }: Pick<AgentVisitor, 'site'>): string => `/bureau/${site.slug}/registre`

const onPage = 50
const inExport = 100_000
const directionOf = (name: string | undefined): Direction => (name === 'depart' ? 'out' : 'in')

/** `/bureau/:site/registre`: the letters that came and that left. */
export const mailroomRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url,
    guard: clerkAt(app),
    schema: { params: SiteParams, querystring: Query },
    handle: (request, reply, who) => show({ app, request, reply, who }, request.query),
  }),
  route({
    method: 'GET',
    url: `${url}/export.csv`,
    guard: clerkAt(app),
    schema: { params: SiteParams, querystring: Query },
    handle: async (request, reply, who) => {
      const { sens, annee = yearNow(app) } = request.query
      const direction = directionOf(sens)
      const asked = { collectivityId: who.site.id, direction, year: annee, limit: inExport }
      const { items } = await listRegister(who.context, asked)
      const t = mailroomTexts(who.locale)
      const way = direction === 'in' ? t.from : t.to
      const header = [t.number, direction === 'in' ? t.came : t.left, t.written, way, t.subject, t.request, t.cancelled]
      const lines = items.map((item) => [
        item.reference,
        item.onDay,
        item.writtenOn ?? '',
        mayOpenItem(who.context.actor, item) ? item.correspondent : t.other_service,
        item.subject,
        mayOpenItem(who.context.actor, item) ? (item.dossierNumber ?? '') : '',
        item.cancelledWhy ?? '',
      ])
      return reply
        .header('content-disposition', `attachment; filename="registre-${directionName(direction)}-${annee}.csv"`)
        .type('text/csv; charset=utf-8')
        .send(csvText([header, ...lines.map((line) => line.map(inert))]))
    },
  }),
  route({
    method: 'GET',
    url: `${url}/nouveau`,
    guard: clerkAt(app),
    schema: { params: SiteParams, querystring: Query },
    handle: (request, reply, who) => {
      const typed = { correspondent: '', subject: '', onDay: dayOf(app.clock.now()), writtenOn: '', service: '' }
      const direction = directionOf(request.query.sens)
      return showNew({ app, request, reply, who }, { direction, id: newId(), typed, faults: [], refusedFiles: [] })
    },
  }),
  route({
    method: 'POST',
    url: `${url}/nouveau`,
    guard: clerkAt(app),
    schema: { params: SiteParams, body: Type.Unknown() },
    handle: async (request, reply, who) => {
      const upload = await readUpload(app.files, request, {
        kindsOf: (input) => (input === 'numerisation' ? ['pdf', 'image'] : []),
      })
      return register({ app, request, reply, who }, upload)
    },
  }),
]

/** A cell that a spreadsheet would work out is only read. */
const inert = (cell: string): string => (/^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell)

const yearNow = (app: App): number => Number(dayOf(app.clock.now()).slice(0, 4))

async function show({ app, request, reply, who }: DeskVisit, asked: Static<typeof Query>) {
  const { locale, site, context } = who
  const direction = directionOf(asked.sens)
  const year = asked.annee ?? yearNow(app)
  const query = (asked.q ?? '').trim()
  const page = { collectivityId: site.id, direction, year, query, before: asked.avant, limit: onPage }
  const { items, next } = await listRegister(context, page)
  const base = registerHref(who)
  const main = RegisterPage({
    locale,
    base,
    requests: `/bureau/${site.slug}/demandes`,
    direction,
    year,
    query,
    items,
    next: next === undefined ? undefined : `${base}?sens=${directionName(direction)}&annee=${year}&avant=${next}`,
    isHidden: (item) => !mayOpenItem(context.actor, item),
  })
  const content = { title: mailroomTexts(locale).title, main, menu: 'mailroom' } as const
  return sendPage(reply, framedPage(frameOf(app, request, who), content))
}

type Typed = Pick<NewLetterPageProps, 'direction' | 'id' | 'typed' | 'faults' | 'refusedFiles'>

async function showNew({ app, request, reply, who }: DeskVisit, typed: Typed) {
  const { locale, site } = who
  const services = await listServices(app.db, site.id)
  const isRefused = typed.faults.length + typed.refusedFiles.length > 0
  const main = NewLetterPage({ locale, base: registerHref(who), services, ...typed })
  const title = mailroomTexts(locale)[typed.direction === 'in' ? 'register_in' : 'register_out']
  const content = { title, main, menu: 'mailroom', scripts: uploadScripts, isRefused } as const
  return sendPage(reply, framedPage(frameOf(app, request, who), content), isRefused ? 422 : 200)
}

async function register(visit: DeskVisit, { body, files, refused }: Awaited<ReturnType<typeof readUpload>>) {
  const { app, reply, who } = visit
  const typed = typedIn(body)
  const services = await listServices(app.db, who.site.id)
  const direction = directionOf(textIn(body, 'sens'))
  const posted = textIn(body, 'lettre')
  const id = isId(posted) ? posted : newId()
  const refusedFiles = refused.map(({ name, reason }) => refusalSentence(reason, name, who.locale))
  if (refusedFiles.length > 0) return showNew(visit, { direction, id, typed, faults: [], refusedFiles })
  const registered = await registerLetter(who.context, {
    ...typed,
    collectivityId: who.site.id,
    id,
    direction,
    serviceId: services.find((service) => service.id === typed.service)?.id ?? null,
    scans: files.map(({ file }) => file),
  })
  if (!registered.ok) return showNew(visit, { direction, id, typed, faults: registered.refusal.faults, refusedFiles })
  // One for another service is out of sight as soon as it is written: the register shows its number.
  const isOpen = mayOpenItem(who.context.actor, registered.value)
  return seeOther(
    reply,
    isOpen ? `${registerHref(who)}/${id}` : `${registerHref(who)}?sens=${directionName(direction)}`,
  )
}

const typedIn = (body: FormBody): Typed['typed'] => ({
  correspondent: textIn(body, 'correspondant'),
  subject: textIn(body, 'objet'),
  onDay: textIn(body, 'jour'),
  writtenOn: textIn(body, 'datee'),
  service: textIn(body, 'service'),
})
