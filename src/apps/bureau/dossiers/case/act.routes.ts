import { Type } from 'typebox'
import { localize } from '#kernel/localized'
import {
  holdDossier,
  performAction,
  reachOf,
  releaseDossier,
  takeDossier,
  transferDossier,
  reopenDossier,
  unholdDossier,
} from '#counter/dossiers'
import { findStatus, type Workflow } from '#counter/workflows'
import { accepted } from '#kernel/outcome'
import { formats } from '#platform/i18n'
import { FormBody, route, type Route, seeOther } from '#platform/http'
import { agentAt } from '../../../access/index.ts'
import type { App } from '../../../app.ts'
import { readCase } from './read.ts'
import { missingReason, settle } from './settle.ts'
import { caseTexts } from './texts.ts'
import type { Typed } from './view.ts'
import { backToCase, CaseParams, caseSchema, type CaseVisit, protectionOf, single } from './visit.ts'

const schema = { ...caseSchema, body: FormBody } as const

/** What an agent does with a case: the buttons of its circuit, and who follows it. */
export const actRoutes = (app: App): Route[] => [
  circuitRoute(app),
  takeRoute(app),
  releaseRoute(app),
  transferRoute(app),
  holdRoute(app),
  unholdRoute(app),
  reopenRoute(app),
]

const notToCorrect = (): undefined => undefined

const circuitRoute = (app: App): Route =>
  route({
    method: 'POST',
    url: '/bureau/:site/demandes/:id/actions/:action',
    guard: agentAt(app),
    schema: {
      ...schema,
      params: Type.Object({ ...CaseParams.properties, action: Type.String({ maxLength: 80 }) }),
    },
    handle: async (request, reply, who) => {
      const visit: CaseVisit = { app, request, reply, who }
      const { action: actionId } = request.params
      const text = single(request.body, 'text')
      const outcome = await performAction(who.context, { ...protectionOf(visit, request.body), actionId, text })
      const label = outcome.ok ? '' : await labelOf(visit, actionId)
      const isNotHers = !outcome.ok && outcome.refusal.reason === 'not_yours'
      const notYours = isNotHers ? await missingRight(visit, actionId) : []
      return settle(visit, {
        outcome,
        form: `action:${actionId}`,
        values: { text },
        errorsFor: (reason) =>
          reason === 'reason_required' || reason === 'note_required'
            ? missingReason(visit, actionId, label)
            : reason === 'not_yours'
              ? notYours
              : undefined,
        done: () => backToCase(visit, 'moved'),
      })
    },
  })

/** What the action asks for, in the reader's words. */
async function labelOf({ app, who, request }: CaseVisit, actionId: string): Promise<string> {
  const { file } = await readCase(app, who, request.params.id)
  const asked = file.actions.find(({ id }) => id === actionId)?.asks
  return asked ? localize(asked.label, who.locale) : ''
}

/** Whose the action is, by the names of the functions: she learns which right she lacks. */
async function missingRight({ app, who, request }: CaseVisit, actionId: string): Promise<Typed['errors']> {
  const { file, workflow } = await readCase(app, who, request.params.id)
  const by = buttonsFor(workflow, file.dossier.status, actionId)
  const names = workflow.functions.filter(({ id }) => by.includes(id)).map(({ label }) => localize(label, who.locale))
  return [{ fieldId: 'actions', message: caseTexts(who.locale).notYours(formats(who.locale).list(names)) }]
}

function buttonsFor(workflow: Workflow, statusId: string, actionId: string): readonly string[] {
  const own = findStatus(workflow, statusId)?.steps.find((step) => step.kind === 'action' && step.id === actionId)
  if (own?.kind === 'action') return own.by
  const global = workflow.actions?.find(({ id }) => id === actionId)
  return global?.on.kind === 'hand' ? global.on.by : []
}

const takeRoute = (app: App): Route =>
  route({
    method: 'POST',
    url: '/bureau/:site/demandes/:id/prendre',
    guard: agentAt(app),
    schema,
    handle: async (request, reply, who) => {
      const visit: CaseVisit = { app, request, reply, who }
      const taken = await takeDossier(who.context, protectionOf(visit, request.body))
      const isMine = !taken.ok && taken.refusal.reason === 'already_mine'
      return settle(visit, {
        outcome: isMine ? accepted({ version: 0 }) : taken,
        form: 'take',
        values: {},
        errorsFor: notToCorrect,
        done: () => backToCase(visit, 'taken'),
      })
    },
  })

const releaseRoute = (app: App): Route =>
  route({
    method: 'POST',
    url: '/bureau/:site/demandes/:id/remettre',
    guard: agentAt(app),
    schema,
    handle: async (request, reply, who) => {
      const visit: CaseVisit = { app, request, reply, who }
      const outcome = await releaseDossier(who.context, protectionOf(visit, request.body))
      return settle(visit, {
        outcome,
        form: 'release',
        values: {},
        errorsFor: notToCorrect,
        done: () => backToCase(visit, 'released'),
      })
    },
  })

const transferRoute = (app: App): Route =>
  route({
    method: 'POST',
    url: '/bureau/:site/demandes/:id/confier',
    guard: agentAt(app),
    schema,
    handle: async (request, reply, who) => {
      const visit: CaseVisit = { app, request, reply, who }
      const serviceId = single(request.body, 'service')
      const note = single(request.body, 'note')
      const outcome = await transferDossier(who.context, { ...protectionOf(visit, request.body), serviceId, note })
      const { serviceMissing } = caseTexts(who.locale)
      const missing: Typed['errors'] = [{ fieldId: 'service', message: serviceMissing }]
      return settle(visit, {
        outcome,
        form: 'transfer',
        values: { service: serviceId, note },
        errorsFor: (reason) => (reason === 'unknown_service' || reason === 'same_service' ? missing : undefined),
        done: () => {
          const reach = reachOf(who.context.actor, who.site.id)
          // She may no longer read it: the list is where she goes on.
          if (reach === 'all' || reach.includes(serviceId)) return backToCase(visit, 'transferred')
          return seeOther(reply, `/bureau/${who.site.slug}/demandes?fait=transferred`)
        },
      })
    },
  })

const holdRoute = (app: App): Route =>
  route({
    method: 'POST',
    url: '/bureau/:site/demandes/:id/garder',
    guard: agentAt(app),
    schema,
    handle: async (request, reply, who) => {
      const visit: CaseVisit = { app, request, reply, who }
      const reason = single(request.body, 'raison')
      const outcome = await holdDossier(who.context, { ...protectionOf(visit, request.body), reason })
      const missing: Typed['errors'] = [{ fieldId: 'hold-reason', message: caseTexts(who.locale).holdMissing }]
      return settle(visit, {
        outcome,
        form: 'hold',
        values: { note: reason },
        errorsFor: (refusal) => (refusal === 'empty' ? missing : undefined),
        done: () => backToCase(visit, 'held'),
      })
    },
  })

const reopenRoute = (app: App): Route =>
  route({
    method: 'POST',
    url: '/bureau/:site/demandes/:id/rouvrir',
    guard: agentAt(app),
    schema,
    handle: async (request, reply, who) => {
      const visit: CaseVisit = { app, request, reply, who }
      return settle(visit, {
        outcome: await reopenDossier(who.context, protectionOf(visit, request.body)),
        form: 'unhold',
        values: {},
        errorsFor: notToCorrect,
        done: () => backToCase(visit, 'reopened'),
      })
    },
  })

const unholdRoute = (app: App): Route =>
  route({
    method: 'POST',
    url: '/bureau/:site/demandes/:id/ne-plus-garder',
    guard: agentAt(app),
    schema,
    handle: async (request, reply, who) => {
      const visit: CaseVisit = { app, request, reply, who }
      return settle(visit, {
        outcome: await unholdDossier(who.context, protectionOf(visit, request.body)),
        form: 'unhold',
        values: {},
        errorsFor: notToCorrect,
        done: () => backToCase(visit, 'unheld'),
      })
    },
  })
