import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { type LetterFile, listLetters, mayKeepLetters, readLetter, retireLetter, sampleOf } from '#counter/letters'
import { namesOf } from '#identity/accounts'
import { notFound } from '#kernel/errors'
import { contentDisposition, safeFileName } from '#platform/files'
import { type FormBody, type Guard, route, type Route, seeOther, sendPage } from '#platform/http'
import { agentWho, type AgentVisitor } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { readUpload, sendAttachment } from '../../attachments/index.ts'
import { typedIn } from '../../connect/accounts/typed.ts'
import { framedPage, frameOf } from '../frame/index.ts'
import { LetterPage, LettersPage, type Said } from './letters.page.tsx'
import { letterTexts } from './texts.ts'

const Site = Type.String({ maxLength: 80 })
const Slug = Type.String({ maxLength: 80 })
const Params = Type.Object({ site: Site, slug: Slug })
const Query = Type.Object({ fait: Type.Optional(Type.String({ maxLength: 20 })) })
const url = '/bureau/:site/modeles'

const baseOf = ({ site }: AgentVisitor): string => `/bureau/${site.slug}/modeles`

/** Lets in who keeps the letters of the collectivity; to other agents these pages do not exist. */
const keeperAt = (app: App): Guard<AgentVisitor> => agentWho(app, mayKeepLetters)

/** The letters that a collectivity writes for its cases. */
export const letterRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url,
    guard: keeperAt(app),
    schema: { params: Type.Object({ site: Site }), querystring: Query },
    handle: (request, reply, who) => showList({ app, request, reply, who }, { done: request.query.fait }),
  }),
  route({
    method: 'POST',
    url,
    guard: keeperAt(app),
    schema: { params: Type.Object({ site: Site }) },
    perMinute: 20,
    handle: async (request, reply, who) => {
      const { body, file } = await receive(app, request)
      const name = typedIn(body, 'nom').slice(0, 120)
      const saved = await app.letters.save(who.context, { collectivityId: who.site.id, name, file })
      if (saved.ok) return seeOther(reply, `${baseOf(who)}/${saved.value.slug}?fait=ajoute`)
      return showList({ app, request, reply, who }, { fault: saved.refusal, name })
    },
  }),
  route({
    method: 'GET',
    url: `${url}/:slug`,
    guard: keeperAt(app),
    schema: { params: Params, querystring: Query },
    handle: (request, reply, who) =>
      showOne({ app, request, reply, who }, request.params.slug, { done: request.query.fait }),
  }),
  route({
    method: 'POST',
    url: `${url}/:slug`,
    guard: keeperAt(app),
    schema: { params: Params },
    perMinute: 20,
    handle: async (request, reply, who) => {
      const { slug } = request.params
      const { file } = await receive(app, request)
      const saved = await app.letters.save(who.context, { collectivityId: who.site.id, slug, file })
      if (saved.ok) return seeOther(reply, `${baseOf(who)}/${slug}?fait=remplace`)
      return showOne({ app, request, reply, who }, slug, { fault: saved.refusal })
    },
  }),
  ...(['retirer', 'remettre'] as const).map((act) =>
    route({
      method: 'POST',
      url: `${url}/:slug/${act}`,
      guard: keeperAt(app),
      schema: { params: Params },
      handle: async (request, reply, who) => {
        const { slug } = request.params
        await retireLetter(who.context, { collectivityId: who.site.id, slug, isRetired: act === 'retirer' })
        return seeOther(reply, `${baseOf(who)}/${slug}?fait=${act === 'retirer' ? 'retire' : 'remis'}`)
      },
    }),
  ),
  exampleRoute(app),
  fileRoute(app),
]

/** A conversion takes a core for a second or two: a few a minute are enough to look at one's letter. */
const exampleRoute = (app: App): Route =>
  route({
    method: 'GET',
    url: `${url}/:slug/exemple`,
    guard: keeperAt(app),
    schema: { params: Params },
    perMinute: 10,
    handle: async (request, reply, who) => {
      const of = { collectivityId: who.site.id, slug: request.params.slug }
      const { letter } = await readLetter(who.context, of)
      const filled = await app.letters.fill(who.context, of, sampleOf(letter.version.variables))
      return reply
        .headers({
          'content-type': filled.format === 'pdf' ? 'application/pdf' : letter.version.mediaType,
          'content-disposition': contentDisposition(`${letter.slug}.${filled.format}`),
          'x-content-type-options': 'nosniff',
          'cache-control': 'private, no-store',
        })
        .send(Buffer.from(filled.bytes))
    },
  })

const fileRoute = (app: App): Route =>
  route({
    method: 'GET',
    url: `${url}/:slug/fichiers/:number`,
    guard: keeperAt(app),
    schema: { params: Type.Object({ site: Site, slug: Slug, number: Type.Integer({ minimum: 1 }) }) },
    handle: async (request, reply, who) => {
      const { slug, number } = request.params
      const { versions } = await readLetter(who.context, { collectivityId: who.site.id, slug })
      const version = versions.find((each) => each.number === number)
      if (!version) throw notFound('letters.no_letter', `${slug} ${number}`)
      return sendAttachment(app.files, reply, { ...version, name: version.fileName })
    },
  })

async function receive(
  app: App,
  request: Pick<FastifyRequest, 'isMultipart' | 'parts' | 'body'>,
): Promise<{ readonly body: FormBody; readonly file: LetterFile | undefined }> {
  const { body, files } = await readUpload(app.files, request, {
    kindsOf: (input) => (input === 'fichier' ? ['document'] : []),
  })
  const file = files[0]?.file
  return { body, file: file && { ...file, name: safeFileName(file.name, file.mediaType) } }
}

interface Exchange {
  readonly app: App
  readonly request: Pick<FastifyRequest, 'originalUrl'>
  readonly reply: FastifyReply
  readonly who: AgentVisitor
}

/** What was done, in words; nothing for a word that is not ours. */
function doneIn(who: AgentVisitor, done: string | undefined): string | undefined {
  const t = letterTexts(who.locale)
  const said = { ajoute: t.done_ajoute, remplace: t.done_remplace, retire: t.done_retire, remis: t.done_remis }
  return done !== undefined && Object.hasOwn(said, done) ? said[done as keyof typeof said] : undefined
}

async function showList({ app, request, reply, who }: Exchange, said: Said): Promise<FastifyReply> {
  const letters = await listLetters(who.context, who.site.id)
  const { locale } = who
  const main = LettersPage({ ...said, done: doneIn(who, said.done), locale, base: baseOf(who), letters })
  const isRefused = said.fault !== undefined
  const page = { title: letterTexts(locale).title, main, menu: 'letters' as const, isRefused }
  return sendPage(reply, framedPage(frameOf(app, request, who), page), isRefused ? 422 : 200)
}

async function showOne({ app, request, reply, who }: Exchange, slug: string, said: Said): Promise<FastifyReply> {
  const { context, site, locale } = who
  const { letter, versions } = await readLetter(context, { collectivityId: site.id, slug })
  const authors = [...new Set(versions.flatMap(({ actorId }) => actorId ?? []))]
  const names = await context.db.readTerritory((tx) => namesOf(tx, authors))
  const main = LetterPage({
    ...said,
    done: doneIn(who, said.done),
    locale,
    base: baseOf(who),
    letter,
    versions: versions.map((version) => {
      const name = version.actorId === null ? undefined : names.get(version.actorId)
      return { ...version, by: name && `${name.givenName} ${name.familyName}` }
    }),
  })
  const isRefused = said.fault !== undefined
  const page = { title: letter.name, main, menu: 'letters' as const, isRefused }
  return sendPage(reply, framedPage(frameOf(app, request, who), page), isRefused ? 422 : 200)
}
