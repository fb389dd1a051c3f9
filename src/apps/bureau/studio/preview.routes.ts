import { Type } from 'typebox'
import { getDraft } from '#counter/studio'
import type { Page } from '#counter/procedures'
import { dayOf } from '#kernel/calendar'
import { notFound } from '#kernel/errors'
import { type Locale, localize } from '#kernel/localized'
import { letBeFramed, route, type Route, sendPage } from '#platform/http'
import { getSite, listCollectivities, type Site } from '#territory/collectivities'
import { siteInView } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { FormPage, type FormPageProps } from '../../guichet/dossiers/form/form.page.tsx'
import type { Sheet } from '../../guichet/dossiers/form/sheet.ts'
import { framedPage, frameOf } from '../../guichet/frame/index.ts'
import { authorAt, ownerOf, Params, url } from './place.ts'

/** A page of the draft as a resident would see it, every question shown: for the frames of the designer. */
export const previewRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url: `${url}/:brouillon/apercu/:page`,
    guard: authorAt(app),
    schema: { params: Type.Object({ ...Params.properties, page: Type.String({ maxLength: 60 }) }) },
    handle: async (request, reply, who) => {
      const { brouillon: id, page: name } = request.params
      const { document } = await getDraft(who.context, { owner: ownerOf(who), id })
      const { definition } = document
      const page = definition.form.pages.find((each) => each.id === name)
      if (!page) throw notFound('studio.draft', name)
      const { locale } = who
      const main = FormPage({
        ...around(definition.form.pages, page, locale),
        procedureTitle: localize(definition.title, locale),
        contact: definition.defaults.contact,
        sheet: await blankSheet(app, locale),
      })
      letBeFramed(reply)
      const site = who.site ?? (await anySite(app))
      const frame = await frameOf(app, request, { ...who, site: siteInView(request, site) })
      return sendPage(reply, framedPage(frame, { title: localize(page.title, locale), main, isPrivate: true }))
    },
  }),
]

/** What the territory writes is shown as one of its collectivities would offer it. */
async function anySite(app: App): Promise<Site> {
  const [first] = await listCollectivities(app.db, { isOpen: true })
  if (!first) throw notFound('collectivities.no_site')
  return getSite(app.db, { id: first.id })
}

type Around = Omit<FormPageProps, 'procedureTitle' | 'contact' | 'sheet'>

function around(pages: readonly Page[], page: Page, locale: Locale): Around {
  const index = pages.indexOf(page)
  const next = pages[index + 1]
  return {
    locale,
    page,
    step: index + 1,
    of: pages.length + 1,
    nextName: next && localize(next.shortTitle, locale),
    shown: new Set(page.fields.map(({ id }) => id)),
    errors: [],
    ineligible: [],
    action: '#',
    previous: { href: '#', isProcedure: index === 0 },
    savedAt: undefined,
    version: undefined,
    hasFiles: false,
    signInHref: undefined,
    key: undefined,
    actsFor: undefined,
  }
}

const blankSheet = async (app: App, locale: Locale): Promise<Sheet> => ({
  locale,
  entries: {},
  answers: {},
  around: { answer: () => null },
  stateData: new Map(),
  fromState: new Map(),
  errors: new Map(),
  rivals: new Map(),
  fromAccount: new Set(),
  kept: [],
  attachments: new Map(),
  communes: await listCollectivities(app.db, { kind: 'commune' }),
  listed: new Map(),
  today: dayOf(app.clock.now()),
  fileHref: () => '#',
})
