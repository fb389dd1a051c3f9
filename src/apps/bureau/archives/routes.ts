import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { checkArchive, listArchives, mayReadArchives, readArchive, takeArchive } from '#counter/archives'
import { contentDisposition } from '#platform/files'
import { FormBody, route, type Route, seeOther, sendPage } from '#platform/http'
import { agentWho, type AgentVisitor } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { typedIn } from '../../connect/accounts/typed.ts'
import { framedPage, frameOf } from '../frame/index.ts'
import { ArchivePage, ArchivesPage } from './archives.page.tsx'
import { archiveTexts } from './texts.ts'

const Site = Type.String({ maxLength: 80 })
const Params = Type.Object({ site: Site, id: Type.String({ maxLength: 40 }) })
const url = '/bureau/:site/archives'
const linesAtOnce = 100

const baseOf = ({ site }: AgentVisitor): string => `/bureau/${site.slug}/archives`

/** What was put away: for who administers the collectivity; each opening is written down. */
export const archiveRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url,
    guard: agentWho(app, mayReadArchives),
    schema: {
      params: Type.Object({ site: Site }),
      querystring: Type.Object({
        numero: Type.Optional(Type.String({ maxLength: 40 })),
        avant: Type.Optional(Type.Integer({ minimum: 1, maximum: 2 ** 31 - 1 })),
      }),
    },
    handle: async (request, reply, who) => {
      const { locale, site, context } = who
      const { avant: before, numero = '' } = request.query
      const number = numero.trim()
      const archives = await listArchives(context, { collectivityId: site.id, before, number, limit: linesAtOnce })
      const last = archives.length === linesAtOnce ? archives.at(-1) : undefined
      const next = last && `${baseOf(who)}?avant=${last.seq}`
      const main = ArchivesPage({ locale, base: baseOf(who), archives, number, next })
      const content = { title: archiveTexts(locale).title, main, menu: 'archives' } as const
      return sendPage(reply, framedPage(frameOf(app, request, who), content))
    },
  }),
  route({
    method: 'GET',
    url: `${url}/:id`,
    guard: agentWho(app, mayReadArchives),
    schema: { params: Params },
    handle: (request, reply, who) => show(app, request, reply, { who, archiveId: request.params.id }),
  }),
  ...openRoutes(app),
]

const openRoutes = (app: App): Route[] => [
  route({
    method: 'POST',
    url: `${url}/:id/verifier`,
    guard: agentWho(app, mayReadArchives),
    schema: { params: Params },
    perMinute: 30,
    handle: async (request, reply, who) => {
      const { id: archiveId } = request.params
      await checkArchive(who.context, app.archives, { collectivityId: who.site.id, archiveId })
      return seeOther(reply, `${baseOf(who)}/${archiveId}`)
    },
  }),
  route({
    method: 'POST',
    url: `${url}/:id/paquet`,
    guard: agentWho(app, mayReadArchives),
    schema: { params: Params, body: FormBody },
    perMinute: 30,
    handle: async (request, reply, who) => {
      const key = { collectivityId: who.site.id, archiveId: request.params.id }
      const taken = await takeArchive(who.context, app.archives, { ...key, why: typedIn(request.body, 'raison') })
      if (!taken) return show(app, request, reply, { who, archiveId: key.archiveId, isUnsaid: true })
      return reply
        .headers({
          'content-type': 'application/zip',
          'content-length': String(taken.archive.size),
          'content-disposition': contentDisposition(`${taken.archive.number}.zip`),
          'x-content-type-options': 'nosniff',
          'cache-control': 'private, no-store',
        })
        .send(taken.content)
    },
  }),
]

interface Shown {
  readonly who: AgentVisitor
  readonly archiveId: string
  readonly isUnsaid?: boolean
}

async function show(
  app: App,
  request: Pick<FastifyRequest, 'originalUrl'>,
  reply: FastifyReply,
  { who, archiveId, isUnsaid = false }: Shown,
): Promise<FastifyReply> {
  const { locale, site, context } = who
  const read = await readArchive(context, { collectivityId: site.id, archiveId })
  const { publicKey } = app.archives.seal
  const main = ArchivePage({ locale, base: baseOf(who), ...read, publicKey, isUnsaid })
  const title = archiveTexts(locale).one(read.archive.number)
  const content = { title, main, menu: 'archives', isRefused: isUnsaid } as const
  return sendPage(reply, framedPage(frameOf(app, request, who), content), isUnsaid ? 422 : 200)
}
