import { Type } from 'typebox'
import { listMismatches, mayReadPayments, maySetRegies, readAccounts } from '#counter/payments'
import { csvText } from '#kernel/csv'
import { AppError } from '#kernel/errors'
import { type Guard, route, type Route, sendPage } from '#platform/http'
import { agentWho, type AgentVisitor } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { framedPage, frameOf } from '../frame/index.ts'
import { AccountsPage } from './accounts.page.tsx'
import { collectedRecords } from './csv.ts'
import { readPeriod } from './period.ts'
import { regieRoutes } from './regies.routes.ts'
import { paymentDeskTexts } from './texts.ts'

const Params = Type.Object({ site: Type.String({ maxLength: 80 }) })
const Day = Type.Optional(Type.String({ maxLength: 20 }))
const Query = Type.Object({ du: Day, au: Day })

/** Lets in who keeps the accounts of the collectivity; to other agents these pages do not exist. */
const accountantAt = (app: App): Guard<AgentVisitor> => agentWho(app, mayReadPayments)

/** `/bureau/:site/paiements`: what was paid, the file for the accountant, and the régies. */
export const paymentDeskRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url: '/bureau/:site/paiements',
    guard: accountantAt(app),
    schema: { params: Params, querystring: Query },
    handle: async (request, reply, who) => {
      const { locale, site, context } = who
      const period = readPeriod(request.query, app.clock.now())
      const accounts = period && (await readAccounts(context, { collectivityId: site.id, ...period }))
      const main = AccountsPage({
        locale,
        base: `/bureau/${site.slug}/paiements`,
        du: period?.from ?? request.query.du ?? '',
        au: period?.to ?? request.query.au ?? '',
        accounts,
        mismatches: await listMismatches(context, site.id),
        sets: maySetRegies(context.actor, site.id),
      })
      const content = { title: paymentDeskTexts(locale).title, main, menu: 'payments', isRefused: !period } as const
      return sendPage(reply, framedPage(frameOf(app, request, who), content), period ? 200 : 422)
    },
  }),
  route({
    method: 'GET',
    url: '/bureau/:site/paiements/paiements.csv',
    guard: accountantAt(app),
    schema: { params: Params, querystring: Query },
    handle: async (request, reply, { locale, site, context }) => {
      const period = readPeriod(request.query, app.clock.now())
      if (!period) throw new AppError('invalid', 'payments.period')
      const { lines } = await readAccounts(context, { collectivityId: site.id, ...period })
      const name = `paiements-${site.slug}-${period.from}-${period.to}.csv`
      return reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', `attachment; filename="${name}"`)
        .send(csvText(collectedRecords(lines, locale)))
    },
  }),
  ...regieRoutes(app),
]
