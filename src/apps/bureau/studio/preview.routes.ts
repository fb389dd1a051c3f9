import { Type } from 'typebox'
import type { Definition, Page } from '#counter/procedures'
import { notFound } from '#kernel/errors'
import { localize } from '#kernel/localized'
import { letBeFramed, route, type Route, sendPage } from '#platform/http'
import { getSite, listCollectivities, type Site } from '#territory/collectivities'
import { siteInView } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { FormPage } from '../../guichet/dossiers/form/form.page.tsx'
import { asksDrawing } from '../../guichet/dossiers/form/reveals.ts'
import { framedPage, frameOf } from '../../guichet/frame/index.ts'
import { askPlace } from '../../maps/index.ts'
import { authorAt, type Exchange, Params, url } from './place.ts'
import { PreviewEnd } from './preview-end.tsx'
import { blankTrial, type Trial, tryPage } from './preview.ts'
import { carriedName, filesName, readSent, type SentPage } from './preview-sent.ts'
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
    schema: { params: PageParams },
    handle: async (request, reply, who) => {
      const exchange = { app, request, reply, who }
      const { trial: blank, page } = await trialOf(exchange, request.params)
      const sent = await readSent(app, request, { definition: blank.definition, page })
      const trial = { ...blank, entries: sent.entries, attachments: sent.attachments }
      if (!sent.isMoving) return show(exchange, trial, page, { uploads: sent.uploads })
      const whose = await siteShown(exchange)
      const { errors, next } = await tryPage(app, trial, page, { isSent: true, whose })
      const isRefused = errors.length > 0 || sent.uploads.some(({ ok }) => !ok)
      if (isRefused) return show(exchange, trial, page, { isSent: true, uploads: sent.uploads })
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

interface Said extends Partial<Pick<SentPage, 'uploads'>> {
  readonly isSent?: boolean
}

async function show(exchange: Previewing, trial: Trial, page: Page, { isSent = false, uploads = [] }: Said = {}) {
  const { app } = exchange
  const { definition, locale } = trial
  const whose = await siteShown(exchange)
  const { props } = await tryPage(app, trial, page, { isSent, uploads, whose })
  const main = FormPage({
    ...props,
    procedureTitle: localize(definition.title, locale),
    contact: definition.defaults.contact,
  })
  const scripts = [
    ...(props.sheet.live ? ['form-rules.js'] : []),
    ...(askPlace(page.fields) ? ['place.js'] : []),
    ...(asksDrawing(page.fields) ? ['signature.js'] : []),
  ]
  const isRefused = props.errors.length > 0 || props.ineligible.length > 0
  return send(exchange, { title: localize(page.title, locale), main, scripts }, isRefused ? 422 : 200)
}

const showEnd = (exchange: Previewing, trial: Trial) => {
  const { locale, definition, base, entries, attachments } = trial
  const first = firstPage(definition)
  const main = PreviewEnd({
    locale,
    href: `${base}/${first}`,
    composeHref: base.replace(/apercu$/, 'essais/composer'),
    carried: {
      [carriedName]: JSON.stringify(entries),
      [filesName]: JSON.stringify(Object.fromEntries(attachments)),
    },
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
  const site = await siteShown({ app, who })
  const frame = await frameOf(app, request, { ...who, site: siteInView(request, site) })
  return sendPage(reply, framedPage(frame, { ...content, isPrivate: true }), status)
}

/** What the territory writes is shown as one of its collectivities would offer it. */
async function siteShown({ app, who }: Pick<Exchange, 'app' | 'who'>): Promise<Site> {
  if (who.site) return who.site
  const [first] = await listCollectivities(app.db, { isOpen: true })
  if (!first) throw notFound('collectivities.no_site')
  return getSite(app.db, { id: first.id })
}
