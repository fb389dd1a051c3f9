import { localize } from '#kernel/localized'
import { myDossiers } from '#counter/dossiers'
import { getProcedure } from '#counter/procedures'
import { getRevision, publicSteps, statusOf } from '#counter/workflows'
import { findSite } from '#territory/collectivities'
import { formats } from '#platform/i18n'
import type { SiteInView, Visitor } from '../../../access/index.ts'
import type { App } from '../../../app.ts'
import { siteName } from '../../frame/index.ts'
import type { CardRequest } from './request-cards.tsx'
import { stateOf } from './story.ts'
import { trackingTexts } from './texts.ts'

type Own = Awaited<ReturnType<typeof myDossiers>>[number]

export interface OwnRequests {
  readonly running: readonly CardRequest[]
  readonly closed: readonly CardRequest[]
}

/** The requests of who is signed in, in every commune or on one site. */
export async function ownRequests(app: App, who: Visitor & { readonly site?: SiteInView }): Promise<OwnRequests> {
  if (!who.account) return { running: [], closed: [] }
  const all = await myDossiers(who.context)
  const here = who.site ? all.filter(({ collectivityId }) => collectivityId === who.site?.id) : all
  const cards = await Promise.all(here.map((own) => cardOf(app, own, who.locale)))
  return {
    running: cards.filter((_, index) => here[index]?.closedAt === null),
    closed: cards.filter((_, index) => here[index]?.closedAt !== null),
  }
}

export const runningRequests = async (app: App, who: Visitor & { readonly site?: SiteInView }) =>
  (await ownRequests(app, who)).running

async function cardOf(app: App, own: Own, locale: Visitor['locale']): Promise<CardRequest> {
  const [[revision, circuit], site] = await Promise.all([
    app.db.readTerritory((tx) =>
      Promise.all([
        getProcedure(tx, own.procedureId, own.revisionNumber),
        getRevision(tx, own.workflowSlug, own.workflowRevision),
      ]),
    ),
    findSite(app.db, { id: own.collectivityId }),
  ])
  const steps = publicSteps(circuit.workflow, [], own.status, locale)
  const place = site ? siteName(site) : ''
  return {
    href: `/mes-demandes/${own.id}`,
    title: localize(revision.definition.title, locale),
    state: stateOf(own, locale),
    sentence: sentenceOf(own, localize(statusOf(circuit.workflow, own.status).publicLabel, locale), locale),
    note: `${own.number}, ${place}`,
    step: steps.findIndex(({ state }) => state === 'current') + 1,
    of: steps.length,
  }
}

function sentenceOf(own: Own, label: string, locale: Visitor['locale']): string {
  const texts = trackingTexts(locale)
  const format = formats(locale)
  if (own.closedAt) return `${label} ${texts.endedOn(format.date(own.closedAt))}`
  if (own.phase === 'waiting_applicant') return label
  return `${label} ${texts.answerBefore(format.nearDate(own.dueOn))}`
}
