import type { VNode } from 'preact'
import type { Candidate, Decision, HolderReason, KeptDecision, RuleTrace, TestTrace, Trace } from '#counter/dispatch'
import type { AnyJournalEvent } from '#counter/dossiers'
import type { Locale } from '#kernel/localized'
import { Action, Button } from '#platform/html'
import { formats } from '#platform/i18n'
import { dispatchTexts } from './texts.ts'
import { whyTexts } from './why.texts.ts'

/** Why a request is where it is, in words. */
export interface WhyView {
  readonly sentence: string
  /** When, and by which version of the rules. */
  readonly when: string
  /** What somebody did since that moved it. */
  readonly since: string | undefined
  readonly rules: readonly {
    readonly title: string
    readonly verdict: string
    readonly tests: readonly string[]
  }[]
  readonly among: string | undefined
}

interface Telling {
  readonly locale: Locale
  readonly decisions: readonly KeptDecision[]
  readonly events: readonly AnyJournalEvent[]
  /** Of the procedure of the request. */
  readonly procedure: string
  readonly questionOf: (field: string) => string
  readonly serviceOf: (id: string | null) => string
}

type Dispatched = Extract<AnyJournalEvent, { kind: 'dossier.dispatched' }>

/** From the last time that rules were asked; undefined for a request that no rule has seen. */
export function whyOf(telling: Telling): WhyView | undefined {
  const { locale, decisions, events } = telling
  const event = events.findLast((each): each is Dispatched => each.kind === 'dossier.dispatched')
  if (!event) return undefined
  const [t, format] = [whyTexts(locale), formats(locale)]
  const decision = decisions.find(({ at }) => at.getTime() === event.at.getTime())
  return {
    sentence: sentenceOf(event.payload, decision?.trace, telling),
    when: t.why_when(format.dateTime(event.at), format.number(event.payload.revision)),
    since: sinceOf(events, event.seq, locale),
    rules: (decision?.trace.rules ?? []).map((rule) => ruleView(rule, telling)),
    among: decision && amongOf(decision.trace.among, locale),
  }
}

/** The same of a trial: what would be, were it filed now. Answers are named by their questions’ identifiers. */
export function whyOfTrial(
  decision: Decision,
  telling: Pick<Telling, 'locale' | 'procedure' | 'serviceOf'>,
): Pick<WhyView, 'sentence' | 'rules' | 'among'> {
  const { trace, decidedBy, holder, serviceId } = decision
  const named = { ...telling, questionOf: (field: string) => field }
  return {
    sentence: sentenceOf({ rules: decidedBy, holder, serviceId, isTrial: true }, trace, named),
    rules: trace.rules.map((rule) => ruleView(rule, named)),
    among: amongOf(trace.among, telling.locale),
  }
}

type Outcome = Pick<Decision, 'holder' | 'serviceId'> & {
  readonly rules: Decision['decidedBy']
  /** Nothing was done yet. */
  readonly isTrial?: true
}

function sentenceOf(
  payload: Outcome,
  trace: Trace | undefined,
  telling: Pick<Telling, 'locale' | 'serviceOf'>,
): string {
  const { locale, serviceOf } = telling
  const t = whyTexts(locale)
  const { rules, holder, serviceId } = payload
  const titles = formats(locale).list(rules.map(({ title }) => `« ${title} »`))
  const named = payload.isTrial ? t.would_rule(titles) : t.why_rule(titles)
  const by = rules.length > 0 ? named : payload.isTrial ? t.would_default : t.why_default
  if (holder) return `${by}${t.why_to(holder.name)}${reasonOf(trace, holder.accountId, locale)}`
  return `${by}${t.why_service(serviceOf(serviceId))}${reasonOf(trace, undefined, locale)}`
}

function reasonOf(trace: Trace | undefined, holderId: string | undefined, locale: Locale): string {
  const t = whyTexts(locale)
  const team = holderId === undefined ? t.why_team : '.'
  if (trace === undefined) return team
  const load = trace.among.find(({ accountId }) => accountId === holderId)?.load ?? 0
  const reasons: Readonly<Record<HolderReason, string>> = {
    named: t.why_named,
    least_loaded: t.why_least(formats(locale).number(load)),
    in_turn: t.why_turn,
    substitute: t.why_substitute(trace.insteadOf ?? ''),
    nobody_free: t.why_nobody,
    already_held: t.why_held,
    not_asked: team,
  }
  return reasons[trace.because]
}

/** Who took it elsewhere since, the last one. */
function sinceOf(events: readonly AnyJournalEvent[], seq: number, locale: Locale): string | undefined {
  const t = whyTexts(locale)
  const later = events.filter((each) => each.seq > seq)
  const moved = later.findLast(({ kind }) =>
    ['dossier.taken', 'dossier.released', 'dossier.transferred'].includes(kind),
  )
  if (!moved) return undefined
  const when = formats(locale).dateTime(moved.at)
  const line = moved.kind === 'dossier.taken' ? t.by_hand(moved.actor.name) : t.moved_by(moved.actor.name)
  return t.changed_since(`${line}, ${when}`)
}

type Naming = Pick<Telling, 'locale' | 'procedure' | 'questionOf'>

const ruleView = (rule: RuleTrace, telling: Naming): WhyView['rules'][number] => ({
  title: rule.title,
  verdict: whyTexts(telling.locale)[rule.isMet ? 'why_met' : 'why_not'],
  tests: rule.tests.map((test) => testOf(test, telling)),
})

function testOf(test: TestTrace, telling: Naming): string {
  const t = whyTexts(telling.locale)
  return `${t.test(test.kind)} : ${foundOf(test, telling)} (${test.isMet ? t.why_met : t.why_not})`
}

function foundOf({ kind, found }: TestTrace, { locale, procedure, questionOf }: Naming): string {
  const [t, format] = [whyTexts(locale), formats(locale)]
  if (found === null) return t.nothing_found
  if (typeof found === 'object') {
    const said = Object.entries(found).map(
      ([field, value]) => `${questionOf(field)} = ${saidOf(value, t.nothing_found)}`,
    )
    return said.length === 0 ? t.nothing_found : format.list(said)
  }
  if (kind === 'procedure') return procedure
  if (kind === 'channel') return dispatchTexts(locale).channel(String(found))
  if (kind === 'locale') return dispatchTexts(locale)[found === 'en' ? 'locale_en' : 'locale_fr']
  return kind === 'time' ? format.dateTime(new Date(found)) : String(found)
}

const saidOf = (value: unknown, nothing: string): string => {
  if (value === null || value === undefined) return nothing
  return Array.isArray(value) ? value.map(String).join(', ') : JSON.stringify(value).replaceAll('"', '')
}

/** How many were present, away, busy enough: nobody by name, so that nobody is compared. */
function amongOf(among: readonly Candidate[], locale: Locale): string | undefined {
  if (among.length === 0) return undefined
  const [t, format] = [whyTexts(locale), formats(locale)]
  const counts = Map.groupBy(among, ({ standing }) => standing)
  const said = [...counts].map(([standing, all]) => `${t.standing(standing)} : ${format.number(all.length)}`)
  return `${t.among} : ${said.join(', ')}.`
}

interface WhyProps {
  readonly locale: Locale
  readonly why: WhyView | undefined
  /** Where rules are asked again; undefined for who may not. */
  readonly again: { readonly action: string; readonly hidden: Readonly<Record<string, string>> } | undefined
}

/** "Pourquoi ici ?", under what one can do with a request. */
export function WhyHere({ locale, why, again }: WhyProps): VNode | null {
  if (why === undefined) return null
  const t = whyTexts(locale)
  return (
    <section class="act" aria-labelledby="pourquoi">
      <h3 id="pourquoi">{t.why}</h3>
      <p>{why.sentence}</p>
      {why.since !== undefined && <p>{why.since}</p>}
      <p class="meta">{why.when}</p>
      {why.rules.length > 0 && (
        <details>
          <summary>{t.why_details}</summary>
          <ul>
            {why.rules.map(({ title, verdict, tests }) => (
              <li>
                <b>{title}</b> : {verdict}
                {tests.length > 0 && (
                  <ul>
                    {tests.map((test) => (
                      <li>{test}</li>
                    ))}
                  </ul>
                )}
              </li>
            ))}
          </ul>
          {why.among !== undefined && <p>{why.among}</p>}
        </details>
      )}
      {again &&
        Action({
          action: again.action,
          hidden: again.hidden,
          children: (
            <>
              <Button kind="quiet" isWide icon="git-branch">
                {t.again}
              </Button>
              <p>{t.again_note}</p>
            </>
          ),
        })}
    </section>
  )
}
