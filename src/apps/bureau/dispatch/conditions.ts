import type { Rule } from '#counter/dispatch'
import { type Definition, findOffer, listOffers } from '#counter/procedures'
import { describeCondition } from '#kernel/expression'
import { localize } from '#kernel/localized'
import { listCollectivities } from '#territory/collectivities'
import type { AgentVisitor } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { gatherSources, type Sources } from '../studio/rule/sources.ts'

type Who = Pick<AgentVisitor, 'site' | 'locale'>

/** What a condition on the answers of a procedure may read; undefined when the collectivity offers it no more. */
export async function answerSources(app: App, who: Who, procedureId: string): Promise<Sources | undefined> {
  const definition = await definitionOf(app, who, procedureId)
  if (!definition) return undefined
  const { locale } = who
  const communes = await listCollectivities(app.db, { kind: 'commune' })
  return gatherSources({
    definition,
    asked: definition.form.pages.map(({ shortTitle, fields }) => ({ label: localize(shortTitle, locale), fields })),
    options: [],
    communes: communes.map(({ code, name }) => ({ value: code, label: name })),
    locale,
  })
}

const definitionOf = ({ db }: App, { site }: Who, procedureId: string): Promise<Definition | undefined> =>
  db.readCollectivity(site.id, async (tx) => {
    const offers = await listOffers(tx, site.id)
    const slug = offers.find((offer) => offer.procedureId === procedureId)?.slug
    const offer = slug === undefined ? undefined : await findOffer(tx, site.id, slug)
    return offer?.revision.definition
  })

/** The conditions of rules as sentences, each procedure read once. */
export async function conditionSentences(
  app: App,
  who: Who,
  rules: readonly Rule[],
): Promise<(rule: Rule) => string | undefined> {
  const conditional = rules.filter(({ when }) => when !== undefined)
  const procedures = [...new Set(conditional.flatMap(({ procedures: named = [] }) => named.slice(0, 1)))]
  const sources = new Map(
    await Promise.all(procedures.map(async (id) => [id, await answerSources(app, who, id)] as const)),
  )
  return ({ when, procedures: named }) => {
    const known = sources.get(named?.[0] ?? '')
    return when === undefined ? undefined : describeCondition(when, known?.names ?? {}, who.locale)
  }
}
