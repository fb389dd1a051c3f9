import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { listProcedures } from '#counter/procedures'
import { createDraft, type Fault, listDrafts, type Source } from '#counter/studio'
import { type Locale, localize } from '#kernel/localized'
import { FormBody, route, type Route, seeOther, sendPage } from '#platform/http'
import type { App } from '../../app.ts'
import { procedureProblem } from '../../cli/problems.ts'
import { typedIn } from '../../connect/accounts/typed.ts'
import { framedPage, frameOf, uploadScripts } from '../frame/index.ts'
import { DraftsPage, NewDraftPage, type NewProps } from './list.page.tsx'
import { authorAt, baseOf, type Exchange, namesFor, ownerOf, Places, url } from './place.ts'
import { studioTexts } from './texts.ts'

/** The drafts of a collectivity, and three ways to begin one. */
export const draftListRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url,
    guard: authorAt(app),
    schema: { params: Places, querystring: Type.Object({ fait: Type.Optional(Type.String({ maxLength: 20 })) }) },
    handle: async (request, reply, who) => {
      const drafts = await listDrafts(who.context, ownerOf(who))
      const names = await namesFor(
        who,
        drafts.map(({ updatedBy }) => updatedBy),
      )
      const isAbandoned = request.query.fait === 'abandon'
      const isShared = who.site === undefined
      const main = DraftsPage({ locale: who.locale, base: baseOf(who), drafts, names, isAbandoned, isShared })
      const { title } = studioTexts(who.locale)
      return sendPage(reply, framedPage(frameOf(app, request, who), { title, main, menu: 'studio' }))
    },
  }),
  route({
    method: 'GET',
    url: `${url}/nouveau`,
    guard: authorAt(app),
    schema: { params: Places },
    handle: (request, reply, who) => showNew({ app, request, reply, who }, {}),
  }),
  route({
    method: 'POST',
    url: `${url}/nouveau`,
    guard: authorAt(app),
    schema: { params: Places },
    handle: async (request, reply, who) => {
      const exchange = { app, request, reply, who }
      const asked = await sourceOf(request)
      const t = studioTexts(who.locale)
      if (typeof asked === 'string') return showNew(exchange, { errors: [{ fieldId: 'fichier', message: t[asked] }] })
      const made = await createDraft(who.context, { owner: ownerOf(who), from: asked })
      if (made.ok) return seeOther(reply, `${baseOf(who)}/${made.value.id}`)
      const { refusal } = made
      if (refusal === 'no_title') return showNew(exchange, { errors: [{ fieldId: 'nom', message: t.no_title }] })
      if (refusal === 'unknown_procedure') {
        return showNew(exchange, { errors: [{ fieldId: 'reprise', message: t.unknown_procedure }] })
      }
      const errors = [{ fieldId: 'fichier', message: t.faulty_file }]
      return showNew(exchange, {
        errors,
        faults: refusal.faults.map((fault) => ({ ...fault, sentence: wordsOf(fault, who.locale) })),
      })
    },
  }),
]

const wordsOf = ({ sentence, form }: Fault, locale: Locale): string => {
  const t = studioTexts(locale)
  if (form) return procedureProblem(form, locale)
  return sentence === 'wrong_format' ? t.wrong_format : sentence === 'unknown_property' ? t.unknown_property : sentence
}

const heaviest = 2_000_000

type FileFault = 'no_file' | 'not_json' | 'too_heavy'

/** How she begins: typed in a form, or in a file that comes with it. */
async function sourceOf(request: Pick<FastifyRequest, 'isMultipart' | 'file' | 'body'>): Promise<Source | FileFault> {
  if (request.isMultipart()) return fileOf(request)
  const body = request.body as FormBody
  return typedIn(body, 'depart') === 'version'
    ? { kind: 'revision', slug: typedIn(body, 'reprise') }
    : { kind: 'blank', title: typedIn(body, 'nom') }
}

async function fileOf(request: Pick<FastifyRequest, 'file'>): Promise<Source | FileFault> {
  const part = await request.file({ limits: { fileSize: heaviest, files: 1 }, throwFileSizeLimit: false })
  if (!part) return 'no_file'
  const content = await part.toBuffer()
  if (part.file.truncated) return 'too_heavy'
  if (part.filename === '' || content.length === 0) return 'no_file'
  try {
    return { kind: 'file', name: part.filename, json: JSON.parse(content.toString('utf8')) as unknown }
  } catch {
    return 'not_json'
  }
}

async function showNew({ app, request, reply, who }: Exchange, said: Partial<Pick<NewProps, 'errors' | 'faults'>>) {
  const { locale } = who
  const listed = await who.context.db.readTerritory((tx) => listProcedures(tx))
  const own = listed
    .filter(({ owner }) => owner === ownerOf(who))
    .map(({ slug, title }) => ({ value: slug, label: localize(title, locale) }))
  const main = NewDraftPage({ locale, base: baseOf(who), own, typed: {}, errors: [], faults: [], ...said })
  const isRefused = said.errors !== undefined
  const title = studioTexts(locale).begin
  const page = framedPage(frameOf(app, request, who), {
    title,
    main,
    menu: 'studio',
    isRefused,
    scripts: uploadScripts,
  })
  return sendPage(reply, page, isRefused ? 422 : 200)
}
