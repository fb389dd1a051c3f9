import { Type } from 'typebox'
import type { Definition, Page } from '#counter/procedures'
import { notFound } from '#kernel/errors'
import { localize } from '#kernel/localized'
import { FormBody, letBeFramed, route, type Route, sendPage } from '#platform/http'
import { getSite, listCollectivities, type Site } from '#territory/collectivities'
import { siteInView } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { FormPage } from '../../guichet/dossiers/form/form.page.tsx'
import { framedPage, frameOf } from '../../guichet/frame/index.ts'
import { authorAt, type Exchange, Params, url } from './place.ts'
import { PreviewEnd } from './preview-end.tsx'
import { blankTrial, carriedName, entriesSent, type Trial, tryPage } from './preview.ts'
import { studioTexts } from './texts.ts'

const PageParams = Type.Object({ ...Params.properties, page: Type.String({ maxLength: 60 }) })
const address = `${url}/:brouillon/apercu/:page`

/** The draft as a resident would fill it, rules at work, for the frames of the designer; nothing is kept of it. */
export const previewRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url: address,
    guard: authorAt(app),
    schema: { params: PageParams, querystring: Type.Object({ vue: Type.Optional(Type.Literal('tout')) }) },
    handle: async (request, reply, who) => {
      const exchange = { app, request, reply, who }
      const { trial, page } = await trialOf(exchange, request.params)
      return show(exchange, { ...trial, isWhole: request.query.vue === 'tout' }, page)
    },
  }),
  route({
    method: 'POST',
    url: address,
    guard: authorAt(app),
    schema: { params: PageParams, body: FormBody },
    handle: async (request, reply, who) => {
      const exchange = { app, request, reply, who }
      const { trial: blank, page } = await trialOf(exchange, request.params)
      const { entries, isMoving } = entriesSent(blank.definition, page, request.body)
      const trial = { ...blank, entries }
      if (!isMoving) return show(exchange, trial, page)
      const { errors, next } = await tryPage(app, trial, page, true)
      if (errors.length > 0) return show(exchange, trial, page, true)
      return next ? show(exchange, trial, next) : showEnd(exchange, trial)
    },
  }),
]

/** A preview is shown on the site where one works. */
type Previewing = Exchange & { readonly request: { readonly hostname: string } }

interface Chosen {
  readonly brouillon: string
  readonly page: string
}

async function trialOf(
  { who }: Exchange,
  { brouillon: id, page: name }: Chosen,
): Promise<{ trial: Trial; page: Page }> {
  const trial = await blankTrial(who, id)
  const page = trial.definition.form.pages.find((each) => each.id === name)
  if (!page) throw notFound('studio.draft', name)
  return { page, trial }
}

async function show(exchange: Previewing, trial: Trial, page: Page, isSent = false) {
  const { app } = exchange
  const { definition, locale } = trial
  const { props, errors } = await tryPage(app, trial, page, isSent)
  const main = FormPage({
    ...props,
    procedureTitle: localize(definition.title, locale),
    contact: definition.defaults.contact,
  })
  const scripts = props.sheet.live ? ['form-rules.js'] : []
  return send(exchange, { title: localize(page.title, locale), main, scripts }, errors.length > 0 ? 422 : 200)
}

const showEnd = (exchange: Previewing, trial: Trial) => {
  const { locale, definition, base, entries } = trial
  const first = firstPage(definition)
  const main = PreviewEnd({
    locale,
    href: `${base}/${first}`,
    composeHref: base.replace(/apercu$/, 'essais/composer'),
    carried: { [carriedName]: JSON.stringify(entries) },
  })
  return send(exchange, { title: studioTexts(locale).preview_end, main, scripts: [] }, 200)
}

const firstPage = ({ form }: Definition): string => form.pages[0]?.id ?? ''

interface Sent {
  readonly title: string
  readonly main: ReturnType<typeof FormPage>
  readonly scripts: readonly string[]
}

async function send({ app, request, reply, who }: Previewing, content: Sent, status: 200 | 422) {
  letBeFramed(reply)
  const site = who.site ?? (await anySite(app))
  const frame = await frameOf(app, request, { ...who, site: siteInView(request, site) })
  return sendPage(reply, framedPage(frame, { ...content, isPrivate: true }), status)
}

/** What the territory writes is shown as one of its collectivities would offer it. */
async function anySite(app: App): Promise<Site> {
  const [first] = await listCollectivities(app.db, { isOpen: true })
  if (!first) throw notFound('collectivities.no_site')
  return getSite(app.db, { id: first.id })
}
