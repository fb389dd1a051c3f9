import { Type } from 'typebox'
import type { FastifyRequest } from 'fastify'
import {
  changeList,
  importList,
  listBlocks,
  listCsv,
  listLists,
  type ListItem,
  publishBlock,
  readReferenceList,
} from '#counter/procedures'
import { getDraft, listDrafts, listDraftsUsing } from '#counter/studio'
import { notFound } from '#kernel/errors'
import { localize } from '#kernel/localized'
import { slugify } from '#kernel/normalise'
import { FormBody, route, type Route, seeOther, sendPage } from '#platform/http'
import type { App } from '../../app.ts'
import { typedIn } from '../../connect/accounts/typed.ts'
import { framedPage, frameOf, uploadScripts } from '../frame/index.ts'
import { type Author, authorAt, baseOf, type Exchange, ownerOf, Places, url } from '../studio/place.ts'
import { ListPage, type ListPageProps, ListsPage, type ListsPageProps } from './lists.page.tsx'
import { oneBlockRoutes } from './block.routes.ts'
import { listTexts, refusalSentence } from './texts.ts'

const lists = `${url}/listes`
const One = Type.Object({ ...Places.properties, liste: Type.String({ maxLength: 80 }) })
const Query = Type.Object({
  valeur: Type.Optional(Type.String({ maxLength: 300 })),
  fait: Type.Optional(Type.String({ maxLength: 20 })),
})

/** Reference lists that forms offer, and blocks of fields that they share. */
export const listDeskRoutes = (app: App): Route[] => [
  ...everyListRoutes(app),
  ...oneListRoutes(app),
  ...blockRoutes(app),
  ...oneBlockRoutes(app),
]

const everyListRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url: lists,
    guard: authorAt(app),
    schema: { params: Places, querystring: Query },
    handle: (request, reply, who) =>
      showLists({ app, request, reply, who }, { isDone: request.query.fait !== undefined }),
  }),
  route({
    method: 'POST',
    url: lists,
    guard: authorAt(app),
    schema: { params: Places },
    handle: async (request, reply, who) => {
      const exchange = { app, request, reply, who }
      const t = listTexts(who.locale)
      const { body, csv } = await fileIn(request)
      const title = typedIn(body, 'titre').trim()
      if (title === '') {
        return showLists(exchange, { typed: body, errors: [{ fieldId: 'titre', message: t.no_title }] })
      }
      const slug = slugFor(title)
      const lines = { slug, collectivityId: ownerOf(who), csv: csv ?? typedLines(typedIn(body, 'lignes')) }
      const done = await importList(who.context, { ...lines, title: { fr: title } })
      if (done.ok) return seeOther(reply, `${baseOf(who)}/listes/${slug}?fait=oui`)
      const message = refusalSentence(done.refusal, who.locale)
      const fieldId = csv === undefined ? 'lignes' : 'fichier'
      return showLists(exchange, { typed: body, errors: [{ fieldId, message }] })
    },
  }),
]

const slugFor = (title: string): string =>
  slugify(title)
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 60)
    .replace(/-+$/, '') || 'liste'

const oneListRoutes = (app: App): Route[] => [...readRoutes(app), ...changeRoutes(app)]

const readRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url: `${lists}/:liste`,
    guard: authorAt(app),
    schema: { params: One, querystring: Query },
    handle: (request, reply, who) => {
      const { valeur: chosen, fait } = request.query
      return showOne({ app, request, reply, who }, request.params.liste, { chosen, isDone: fait !== undefined })
    },
  }),
  route({
    method: 'GET',
    url: `${lists}/:liste/liste.csv`,
    guard: authorAt(app),
    schema: { params: One },
    handle: async (request, reply, who) => {
      const slug = request.params.liste
      const { items } = await readReferenceList(who.context, { owner: ownerOf(who), slug })
      return reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', `attachment; filename="${slug}.csv"`)
        .send(listCsv(items))
    },
  }),
]

const changeRoutes = (app: App): Route[] => [
  route({
    method: 'POST',
    url: `${lists}/:liste`,
    guard: authorAt(app),
    schema: { params: One, body: FormBody },
    handle: async (request, reply, who) => {
      const slug = request.params.liste
      const { body } = request
      const key = { owner: ownerOf(who), slug }
      const value = typedIn(body, 'valeur').trim()
      const isEnd = typedIn(body, 'geste') === 'retirer'
      const change = isEnd ? ({ kind: 'end', value } as const) : ({ kind: 'save', item: itemIn(body) } as const)
      const done = await changeList(who.context, { ...key, change })
      if (done.ok) return seeOther(reply, `${baseOf(who)}/listes/${slug}?fait=oui`)
      const { refusal } = done
      const fieldId = inputs[refusal.reason] ?? 'libelle'
      const message = refusalSentence({ ...refusal, line: 0 }, who.locale)
      const errors = [{ fieldId, message }]
      return showOne({ app, request, reply, who }, slug, { chosen: value, isDone: false, typed: body, errors })
    },
  }),
  route({
    method: 'POST',
    url: `${lists}/:liste/fichier`,
    guard: authorAt(app),
    schema: { params: One },
    handle: async (request, reply, who) => {
      const slug = request.params.liste
      const exchange = { app, request, reply, who }
      const { list } = await readReferenceList(who.context, { owner: ownerOf(who), slug })
      const { csv } = await fileIn(request)
      const t = listTexts(who.locale)
      if (csv === undefined)
        return showOne(exchange, slug, { isDone: false, errors: [{ fieldId: 'fichier', message: t.no_file }] })
      const done = await importList(who.context, { slug, collectivityId: ownerOf(who), title: list.title, csv })
      if (done.ok) return seeOther(reply, `${baseOf(who)}/listes/${slug}?fait=oui`)
      const errors = [{ fieldId: 'fichier', message: refusalSentence(done.refusal, who.locale) }]
      return showOne(exchange, slug, { isDone: false, errors })
    },
  }),
]

/** Which input a refusal is about. */
const inputs: Readonly<Record<string, string>> = { no_value: 'valeur', unknown_parent: 'parent', not_a_day: 'du' }

function itemIn(body: FormBody): ListItem {
  const text = (name: string) => typedIn(body, name).trim()
  const en = text('libelle_en')
  return {
    value: text('valeur') || slugFor(text('libelle')),
    label: { fr: text('libelle'), ...(en && { en }) },
    parent: text('parent') || null,
    validFrom: text('du') || null,
    validTo: text('au') || null,
  }
}

const heaviest = 10_000_000

interface Given {
  /** What was typed beside. */
  readonly body: FormBody
  readonly csv: string | undefined
}

/** A CSV file and what comes with it. */
async function fileIn(request: Pick<FastifyRequest, 'isMultipart' | 'parts'>): Promise<Given> {
  const body: Record<string, string> = {}
  let csv: string | undefined
  if (!request.isMultipart()) return { body, csv }
  for await (const part of request.parts({ limits: { fileSize: heaviest, files: 1 } })) {
    if (part.type === 'field') {
      if (typeof part.value === 'string') body[part.fieldname] = part.value
      continue
    }
    const bytes = await part.toBuffer()
    if (part.filename !== '' && bytes.length > 0) csv = textIn(bytes)
  }
  return { body, csv }
}

/** Lines that were typed, each a text that one chooses. */
const typedLines = (text: string): string =>
  listCsv(
    text
      .split(/\r?\n/)
      .map((line) => line.trim())
      .filter((line) => line !== '')
      .map((fr) => ({ value: slugFor(fr), label: { fr }, parent: null, validFrom: null, validTo: null })),
  )

/** A file of a spreadsheet is in UTF-8, or in the encoding of old Windows. */
function textIn(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('windows-1252').decode(bytes)
  }
}

const blockRoutes = (app: App): Route[] => [
  route({
    method: 'POST',
    url: `${url}/blocs`,
    guard: authorAt(app),
    schema: { params: Places, body: FormBody },
    handle: async (request, reply, who) => {
      if (who.site) throw notFound('access.no_role_here')
      const { body } = request
      const exchange = { app, request, reply, who }
      const t = listTexts(who.locale)
      const [title, place] = [typedIn(body, 'nom').trim(), typedIn(body, 'page')]
      if (title === '') return showLists(exchange, { errors: [{ fieldId: 'nom', message: t.no_title }] })
      const [id = '', pageId = ''] = place.split('|')
      const page = id === '' ? undefined : await pageIn(who, id, pageId)
      if (!page) return showLists(exchange, { errors: [{ fieldId: 'page', message: t.no_page }] })
      const made = await publishBlock(who.context, { slug: slugFor(title), title: { fr: title }, fields: page.fields })
      if (made.ok) return seeOther(reply, `${baseOf(who)}/listes?fait=oui`)
      return showLists(exchange, { errors: [{ fieldId: 'page', message: t[made.refusal] }] })
    },
  }),
]

async function pageIn(who: Author, id: string, pageId: string) {
  const drafts = await listDrafts(who.context, ownerOf(who))
  if (!drafts.some((draft) => draft.id === id)) return undefined
  const { document } = await getDraft(who.context, { owner: ownerOf(who), id })
  return document.definition.form.pages.find((page) => page.id === pageId && page.fields.length > 0)
}

/** Pages of the open drafts, of which a block may be made. */
async function pagesOf(who: Author): Promise<ListsPageProps['pages']> {
  if (who.site) return []
  const drafts = (await listDrafts(who.context, ownerOf(who))).filter(({ state }) => state === 'open').slice(0, 30)
  const documents = await Promise.all(drafts.map(({ id }) => getDraft(who.context, { owner: ownerOf(who), id })))
  return documents.map(({ id, title, document }) => ({
    group: title,
    options: document.definition.form.pages
      .filter(({ fields }) => fields.length > 0)
      .map((page) => ({ value: `${id}|${page.id}`, label: localize(page.title, who.locale) })),
  }))
}

type SaidLists = Partial<Pick<ListsPageProps, 'isDone' | 'typed' | 'errors'>>

async function showLists({ app, request, reply, who }: Exchange, said: SaidLists) {
  const { locale, context } = who
  const owner = ownerOf(who)
  const main = ListsPage({
    locale,
    base: baseOf(who),
    owner,
    rows: await listLists(context, owner),
    blocks: await listBlocks(context, owner),
    pages: await pagesOf(who),
    lettersHref: who.site && `/bureau/${who.site.slug}/modeles`,
    isDone: false,
    typed: {},
    errors: [],
    ...said,
  })
  const isRefused = (said.errors?.length ?? 0) > 0
  const { title } = listTexts(locale)
  const page = framedPage(frameOf(app, request, who), {
    title,
    main,
    menu: 'studio',
    isRefused,
    scripts: uploadScripts,
  })
  return sendPage(reply, page, isRefused ? 422 : 200)
}

type SaidOne = Pick<ListPageProps, 'isDone'> & Partial<Pick<ListPageProps, 'chosen' | 'typed' | 'errors'>>

async function showOne({ app, request, reply, who }: Exchange, slug: string, said: SaidOne) {
  const { locale, context } = who
  const reading = await readReferenceList(context, { owner: ownerOf(who), slug })
  const studio = baseOf(who)
  const base = `${studio}/listes`
  const uses = await listDraftsUsing(context, { owner: ownerOf(who), kind: 'list', name: slug })
  const drafts = uses.filter(({ state }) => state === 'open')
  const main = ListPage({
    ...reading,
    drafts,
    locale,
    studio,
    base,
    chosen: undefined,
    typed: undefined,
    errors: [],
    ...said,
  })
  const isRefused = (said.errors?.length ?? 0) > 0
  const title = localize(reading.list.title, locale)
  const page = framedPage(frameOf(app, request, who), {
    title,
    main,
    menu: 'studio',
    isRefused,
    scripts: uploadScripts,
  })
  return sendPage(reply, page, isRefused ? 422 : 200)
}
