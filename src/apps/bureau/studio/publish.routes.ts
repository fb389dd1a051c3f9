import {
  abandonDraft,
  exportDraft,
  type Finding,
  findFaults,
  getDraft,
  publishDraft,
  type Published,
  type PublishRefusal,
} from '#counter/studio'
import { localize } from '#kernel/localized'
import { FormBody, route, type Route, seeOther, sendPage } from '#platform/http'
import { listServices } from '#territory/collectivities'
import type { App } from '../../app.ts'
import { typedIn } from '../../connect/accounts/typed.ts'
import { framedPage, frameOf } from '../frame/index.ts'
import type { Trouble } from './head.tsx'
import { carryChoice, choiceErrors, choiceIn, type TypedChoice } from './move-choice.tsx'
import { type Author, authorAt, baseOf, Chosen, type Exchange, ownerOf, Params, url } from './place.ts'
import { beforePublication } from './publish-before.ts'
import { PublishPage, type PublishProps, sentenceOf } from './publish.page.tsx'
import { publishTexts } from './publish.texts.ts'

/** Checks, publication, the file, and giving up. */
export const publishRoutes = (app: App): Route[] => [...publicationRoutes(app), ...endRoutes(app)]

const publicationRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url: `${url}/:brouillon/publication`,
    guard: authorAt(app),
    schema: { params: Params, querystring: Chosen },
    handle: (request, reply, who) =>
      show({ app, request, reply, who }, request.params.brouillon, { isDone: request.query.fait !== undefined }),
  }),
  route({
    method: 'POST',
    url: `${url}/:brouillon/publication`,
    guard: authorAt(app),
    schema: { params: Params, body: FormBody },
    handle: async (request, reply, who) => {
      const { body } = request
      const { brouillon: id } = request.params
      const key = { owner: ownerOf(who), id }
      const typed = choicesIn(body)
      const { workflow } = await findFaults(who.context, key)
      const t = publishTexts(who.locale)
      const isOffered = who.site !== undefined
      const unbound = workflow?.functions.filter((each) => isOffered && !typed.bindings[each.id]) ?? []
      if (unbound.length > 0) {
        const errors = unbound.map((each) => ({
          fieldId: `fonction-${each.id}`,
          message: `${t.choose_error} : ${localize(each.label, who.locale)}`,
        }))
        return show({ app, request, reply, who }, id, { isDone: false, typed, errors })
      }
      const { concerned } = await beforePublication(who, await getDraft(who.context, key), workflow)
      const unchosen = concerned ? choiceErrors(concerned, typed.choice, who.locale) : []
      if (unchosen.length > 0) {
        return show({ app, request, reply, who }, id, { isDone: false, typed, errors: unchosen })
      }
      const seen = Number(typedIn(body, 'version'))
      const say = (finding: Finding): string => sentenceOf(finding, 'fr')
      const done = await publishDraft(who.context, { ...key, seen, say, ...typed })
      if (done.ok) return seeOther(reply, await placeAfter(who, id, typed.choice, done.value))
      return show({ app, request, reply, who }, id, { isDone: false, typed, ...saidOf(done.refusal, t) })
    },
  }),
]

/** Where what was asked of open cases is followed; the page of the publication when nothing was. */
async function placeAfter(who: Author, id: string, choice: TypedChoice, published: Published): Promise<string> {
  const { procedureId, procedure: toRevision, slug } = published
  const moved = who.site && (await carryChoice(who, choice, { collectivityId: who.site.id, procedureId, toRevision }))
  if (!moved) return `${baseOf(who)}/${id}/publication`
  // Cases that came meanwhile to a status that has gone: the page of revisions asks again.
  return `${baseOf(who)}/demarches/${slug}${moved.ok ? `/passages/${moved.value.id}` : ''}`
}

const endRoutes = (app: App): Route[] => [
  route({
    method: 'POST',
    url: `${url}/:brouillon/abandonner`,
    guard: authorAt(app),
    schema: { params: Params, body: FormBody },
    handle: async (request, reply, who) => {
      const { brouillon: id } = request.params
      const seen = Number(typedIn(request.body, 'version'))
      const done = await abandonDraft(who.context, { owner: ownerOf(who), id, seen })
      if (done.ok) return seeOther(reply, `${baseOf(who)}?fait=abandon`)
      const sentence = publishTexts(who.locale)[done.refusal]
      return show({ app, request, reply, who }, id, { isDone: false, trouble: { sentence } })
    },
  }),
  route({
    method: 'GET',
    url: `${url}/:brouillon/export.json`,
    guard: authorAt(app),
    schema: { params: Params },
    handle: async (request, reply, who) => {
      const { brouillon: id } = request.params
      const file = await exportDraft(who.context, { owner: ownerOf(who), id })
      if (!file.ok) {
        const sentence = publishTexts(who.locale).no_circuit
        return show({ app, request, reply, who }, id, { isDone: false, trouble: { sentence } })
      }
      const { slug } = file.value.definition
      return reply
        .type('application/json; charset=utf-8')
        .header('content-disposition', `attachment; filename="${slug}.json"`)
        .send(`${JSON.stringify(file.value, null, 2)}\n`)
    },
  }),
]

function choicesIn(body: FormBody): PublishProps['typed'] {
  const read = body['lu'] ?? []
  const bindings = Object.keys(body)
    .filter((name) => name.startsWith('fonction.') && typedIn(body, name) !== '')
    .map((name) => [name.slice('fonction.'.length), typedIn(body, name)])
  return {
    signed: typeof read === 'string' ? [read] : read,
    bindings: Object.fromEntries(bindings) as Record<string, string>,
    choice: choiceIn(body),
  }
}

const nothingTyped: PublishProps['typed'] = { signed: [], bindings: {}, choice: { way: '', mapping: {} } }

type Said = Partial<Pick<PublishProps, 'typed' | 'errors'>> & { readonly isDone: boolean; readonly trouble?: Trouble }

const saidOf = (refusal: PublishRefusal, t: ReturnType<typeof publishTexts>): Omit<Said, 'isDone'> =>
  refusal === 'unsigned' ? { errors: [{ fieldId: 'lu', message: t.unsigned }] } : { trouble: { sentence: t[refusal] } }

async function show({ app, request, reply, who }: Exchange, id: string, said: Said) {
  const key = { owner: ownerOf(who), id }
  const { locale, site } = who
  const draft = await getDraft(who.context, key)
  const { findings, workflow } = await findFaults(who.context, key)
  const services = site ? await listServices(app.db, site.id) : []
  const { before, concerned } = await beforePublication(who, draft, workflow)
  const { errors = [], typed = nothingTyped, trouble } = said
  const main = PublishPage({
    locale,
    base: baseOf(who),
    draft,
    isDone: said.isDone,
    trouble,
    findings: findings.toSorted((left, right) => sentenceOf(left, locale).localeCompare(sentenceOf(right, locale))),
    workflow,
    services: services.map((service) => ({ value: service.id, label: localize(service.name, locale) })),
    before,
    concerned,
    typed,
    errors,
    publicHref: site && `/${site.slug}/demarches/${draft.slug}`,
  })
  const isRefused = trouble !== undefined || errors.length > 0
  const page = framedPage(frameOf(app, request, who), { title: draft.title, main, menu: 'studio', isRefused })
  return sendPage(reply, page, isRefused ? 422 : 200)
}
