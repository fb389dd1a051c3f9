import { Type } from 'typebox'
import { askExport, findOwnExport, readExport } from '#identity/accounts'
import { notFound } from '#kernel/errors'
import { contentDisposition } from '#platform/files'
import { route, type Route, seeOther } from '#platform/http'
import { beforeGivingAway, signedIn } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { CopyPage, CopyPartPage, DataPage, partTitle } from './data.page.tsx'
import { dataTexts } from './data.texts.ts'
import { show } from './show.ts'

const ExportParams = Type.Object({ copie: Type.String({ maxLength: 40 }) })

/** `/compte/donnees`: a copy of everything, to read and to take away. */
export const dataRoutes = (app: App): Route[] => [...askRoutes(app), ...copyRoutes(app)]

const askRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url: '/compte/donnees',
    guard: signedIn(app),
    schema: {},
    handle: async (request, reply, who) => {
      const { locale, account, context } = who
      const copy = await findOwnExport(context, account.accountId)
      return show(app, request, reply, { who, title: dataTexts(locale).title, main: DataPage({ locale, copy }) })
    },
  }),
  route({
    method: 'POST',
    url: '/compte/donnees',
    guard: beforeGivingAway(app),
    schema: {},
    perMinute: 5,
    handle: async (_request, reply, { account, context }) => {
      await askExport(context, { accountId: account.accountId, houses: app.personalData })
      return seeOther(reply, '/compte/donnees')
    },
  }),
]

const copyRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url: '/compte/donnees/:copie',
    guard: signedIn(app),
    schema: { params: ExportParams },
    handle: async (request, reply, who) => {
      const { locale, account, context } = who
      const copy = await readExport(context, { accountId: account.accountId, exportId: request.params.copie })
      const main = CopyPage({ locale, copy, houses: app.personalData })
      return show(app, request, reply, { who, title: dataTexts(locale).parts, main })
    },
  }),
  route({
    method: 'GET',
    url: '/compte/donnees/:copie/donnees.json',
    guard: signedIn(app),
    schema: { params: ExportParams },
    handle: async (request, reply, { account, context }) => {
      const copy = await readExport(context, { accountId: account.accountId, exportId: request.params.copie })
      const parts = Object.fromEntries(copy.parts.map(({ name, content }) => [name, content]))
      const file = { format: 'traboule.personal-data/1', madeAt: copy.about.readyAt, ...parts }
      return reply
        .headers({
          'content-type': 'application/json; charset=utf-8',
          'content-disposition': contentDisposition('donnees.json'),
        })
        .send(JSON.stringify(file, null, 2))
    },
  }),
  route({
    method: 'GET',
    url: '/compte/donnees/:copie/:partie',
    guard: signedIn(app),
    schema: {
      params: Type.Object({ copie: Type.String({ maxLength: 40 }), partie: Type.String({ maxLength: 60 }) }),
    },
    handle: async (request, reply, who) => {
      const { locale, account, context } = who
      const { copie: exportId, partie: name } = request.params
      const copy = await readExport(context, { accountId: account.accountId, exportId })
      const part = copy.parts.find((each) => each.name === name)
      if (!part) throw notFound('accounts.export', exportId)
      const houses = app.personalData
      const main = CopyPartPage({ locale, copy, houses, name, content: part.content })
      return show(app, request, reply, { who, title: partTitle(name, houses, locale), main })
    },
  }),
]
