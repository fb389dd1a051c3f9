import { Type } from 'typebox'
import { listIndexing, readEverythingAgain } from '#counter/dossiers'
import { notFound } from '#kernel/errors'
import { listMyCollectivities } from '#identity/accounts'
import { version } from '#platform/config'
import { countJobs } from '#platform/jobs'
import { galleryPages, render } from '#platform/html'
import { FormBody, route, type Route, seeOther, sendPage } from '#platform/http'
import { listMails } from '#platform/mail'
import { getTerritory, listCollectivities } from '#territory/collectivities'
import { operator, signedIn } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { framedPage, frameOf } from '../frame/index.ts'
import { readLate } from './late.ts'
import { OperationsPage } from './operations.page.tsx'
import { indexingOf } from './indexing.tsx'
import { operationsTexts } from './texts.ts'
import { FormPieces } from './form-pieces.tsx'

/** The operator's home, and the gallery of what pages are made of. */
export const operationsRoutes = (app: App): Route[] => [
  operationsRoute(app),
  readAgainRoute(app),
  ...galleryRoutes(app),
]

const operationsRoute = (app: App): Route =>
  route({
    method: 'GET',
    url: '/bureau/exploitation',
    guard: operator(app),
    schema: {},
    handle: async (request, reply, who) => {
      const { locale } = who
      const [databaseMs, territory, jobs, mails, late, indexing] = await Promise.all([
        timePing(app),
        territoryOf(app),
        jobsOf(app),
        mailsOf(app),
        readLate(app, who.account.accountId),
        listIndexing(app),
      ])
      const main = OperationsPage({
        locale,
        version,
        databaseMs,
        sendsMail: app.config.smtpUrl !== undefined,
        territory,
        jobs,
        mails,
        late,
        indexing: indexingOf(indexing),
      })
      const title = operationsTexts(locale).title
      return sendPage(reply, framedPage(frameOf(app, request, who), { title, main, menu: 'operations' }))
    },
  })

/** Reads all requests again, in the background. */
const readAgainRoute = (app: App): Route =>
  route({
    method: 'POST',
    url: '/bureau/exploitation/relire',
    guard: operator(app),
    schema: { body: FormBody },
    handle: async (_request, reply, who) => {
      await readEverythingAgain(who.context)
      return seeOther(reply, '/bureau/exploitation#recherche')
    },
  })

async function timePing(app: App): Promise<number> {
  const start = performance.now()
  await app.db.ping()
  return Math.max(1, Math.round(performance.now() - start))
}

/** The queue belongs to the owner of the database, whose address the process was given. */
const jobsOf = ({ config }: App) => (config.databaseUrl === undefined ? undefined : countJobs(config.databaseUrl))

async function territoryOf(app: App) {
  const territory = await getTerritory(app.db)
  if (!territory) return undefined
  const open = await listCollectivities(app.db, { isOpen: true })
  return { name: territory.name, open: open.length }
}

const mailsOf = (app: App) =>
  app.db.readTerritory(async (tx) => {
    const [failed, queued] = await Promise.all([
      listMails(tx, { state: 'failed', size: 1 }),
      listMails(tx, { state: 'queued', size: 1 }),
    ])
    return { hasFailed: failed.mails.length > 0, hasQueued: queued.mails.length > 0 }
  })

/** Agents and the operator; to anybody else there is no gallery. */
const colleague = (app: App) => {
  const member = signedIn(app)
  return async (request: Parameters<typeof member>[0]) => {
    const who = await member(request)
    if (!who.account.isOperator && (await listMyCollectivities(who.context)).length === 0) {
      throw notFound('access.no_role_here')
    }
    return who
  }
}

const galleryRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url: '/bureau/galerie',
    guard: colleague(app),
    schema: {},
    handle: (_request, reply) => seeOther(reply, '/bureau/galerie/home'),
  }),
  route({
    method: 'GET',
    url: '/bureau/galerie/:page',
    guard: colleague(app),
    schema: { params: Type.Object({ page: Type.String({ maxLength: 40 }) }) },
    handle: (request, reply) => {
      const pages = galleryPages({ assetHref: app.assets.assetHref, formPieces: FormPieces() })
      const page = Object.hasOwn(pages, request.params.page) ? pages[request.params.page] : undefined
      if (!page) throw notFound('http.not_found')
      return sendPage(reply, render(page))
    },
  }),
]
