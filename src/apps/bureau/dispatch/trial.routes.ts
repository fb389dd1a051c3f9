import { Type } from 'typebox'
import { readPlanDesk } from '#counter/dispatch'
import { tryRules, tryRulesOn, type TriedOne } from '#counter/dossiers'
import { route, type Route, sendPage } from '#platform/http'
import type { App } from '../../app.ts'
import { framedPage, frameOf } from '../frame/index.ts'
import { aroundTexts } from './around.texts.ts'
import { type DispatchNames, readNames } from './names.ts'
import { arrangerAt, baseOf, Params, url } from './rules.routes.ts'
import { TrialPage } from './trial.page.tsx'
import { whyOfTrial } from './why.tsx'

const Query = Type.Object({ numero: Type.Optional(Type.String({ maxLength: 40 })) })

/** `/bureau/:site/repartition/essai`: what the draft would have done with the requests of a month. */
export const trialRoute = (app: App): Route =>
  route({
    method: 'GET',
    url: `${url}/essai`,
    guard: arrangerAt(app),
    schema: { params: Params, querystring: Query },
    handle: async (request, reply, who) => {
      const { locale, context, site } = who
      const { draft, zones } = await readPlanDesk(context, site.id)
      const asked = { collectivityId: site.id, plan: draft.plan }
      const number = request.query.numero?.trim() ?? ''
      const [names, trial, one] = await Promise.all([
        readNames(app, who, zones),
        tryRules(context, asked),
        number === '' ? undefined : tryRulesOn(context, { ...asked, number }),
      ])
      const serviceOf = (id: string | null) => names.services.find((each) => each.id === id)?.name ?? ''
      const main = TrialPage({
        locale,
        base: baseOf(who),
        trial,
        serviceOf,
        number: one?.number ?? number,
        one: one && whyOfTrial(one.decision, { locale, serviceOf, procedure: procedureOf(one, names) }),
      })
      const content = { title: aroundTexts(locale).try_title, main, menu: 'dispatch' as const }
      return sendPage(reply, framedPage(frameOf(app, request, who), content), 200)
    },
  })

const procedureOf = ({ procedureId }: TriedOne, { procedures }: DispatchNames): string =>
  procedures.find(({ id }) => id === procedureId)?.name ?? ''
