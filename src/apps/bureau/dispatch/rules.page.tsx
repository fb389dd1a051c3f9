import type { VNode } from 'preact'
import type { PlanDesk, PlanProblem, Rule } from '#counter/dispatch'
import type { Locale } from '#kernel/localized'
import {
  Actions,
  Alert,
  Button,
  ButtonLink,
  Details,
  EmptyState,
  ErrorSummary,
  Form,
  type IconName,
  Notice,
  PageHead,
  Panel,
  Radios,
  SectionHead,
  StateChip,
  Toast,
} from '#platform/html'
import { formats } from '#platform/i18n'
import { GivenFields } from './given-fields.tsx'
import type { DispatchNames } from './names.ts'
import { sayGiven, sayRule } from './sentence.ts'
import { dispatchTexts } from './texts.ts'

export interface RulesPageProps {
  readonly locale: Locale
  /** `/bureau/corbas/repartition` */
  readonly base: string
  readonly desk: PlanDesk
  readonly names: DispatchNames
  readonly conditionOf: (rule: Rule) => string | undefined
  readonly done: 'saved' | 'published_done' | undefined
  readonly isChanged: boolean
  readonly problems: readonly PlanProblem[]
  /** The draft says what the published revision does. */
  readonly isPublished: boolean
}

/** The rules of a collectivity, from top to bottom, and what becomes of the rest. */
export function RulesPage(props: RulesPageProps): VNode {
  const { locale, base, desk, done, isChanged, problems } = props
  const t = dispatchTexts(locale)
  return (
    <>
      {done !== undefined && Toast({ children: t[done] })}
      {PageHead({ title: t.title, lead: t.lead })}
      <div class="stack far">
        {isChanged && (
          <Alert tone="warn" title={t.changed} isLive>
            <p>{t.changed_body}</p>
          </Alert>
        )}
        {problems.length > 0 &&
          ErrorSummary({ title: t.to_correct, errors: problems.map((each) => problem(each, props)) })}
        {Standing(props)}
        <section class="stack" aria-labelledby="regles">
          {SectionHead({
            title: t.rules,
            id: 'regles',
            aside: (
              <>
                {ButtonLink({ href: `${base}/quartiers`, kind: 'quiet', icon: 'map', children: t.zones })}
                {ButtonLink({ href: `${base}/regle`, kind: 'secondary', icon: 'plus', children: t.add })}
              </>
            ),
          })}
          {desk.draft.plan.rules.length === 0
            ? EmptyState({ icon: 'git-branch', level: 3, title: t.none, children: <p>{t.none_body}</p> })
            : RuleList(props)}
        </section>
        {Otherwise(props)}
      </div>
    </>
  )
}

function problem({ ruleId, fault }: PlanProblem, { locale, desk }: RulesPageProps) {
  const t = dispatchTexts(locale)
  const rule = desk.draft.plan.rules.find(({ id }) => id === ruleId)
  return {
    fieldId: rule ? `regle-${rule.id}` : 'sinon',
    message: t.fault_of(rule?.title ?? t.otherwise, t.fault(fault)),
  }
}

/** What holds now, and what publishing would change. */
function Standing({ locale, base, desk, isPublished }: RulesPageProps): VNode {
  const t = dispatchTexts(locale)
  const { published, draft } = desk
  const format = formats(locale)
  return Panel({
    children: (
      <div class="stack">
        <p>
          {published
            ? t.published(
                format.number(published.number),
                published.publishedByName,
                format.fullDate(published.publishedAt),
              )
            : t.never}
        </p>
        {!isPublished && published && Notice({ tone: 'warn', children: t.draft_differs })}
        <div class="row actions">
          {!isPublished &&
            Form({
              action: `${base}/publier`,
              hidden: { version: String(draft.version) },
              children: Button({ icon: 'check', children: t.publish }),
            })}
          {ButtonLink({ href: `${base}/essai`, kind: 'secondary', icon: 'play', children: t.try })}
        </div>
        {!isPublished && <p class="meta">{t.publish_note}</p>}
      </div>
    ),
  })
}

const RuleList = (props: RulesPageProps): VNode => (
  <ol class="plain stack">
    {props.desk.draft.plan.rules.map((rule, index) => (
      <li id={`regle-${rule.id}`}>{RulePanel(rule, index, props)}</li>
    ))}
  </ol>
)

function RulePanel(rule: Rule, index: number, props: RulesPageProps): VNode {
  const { locale, base, desk } = props
  const t = dispatchTexts(locale)
  const count = desk.draft.plan.rules.length
  return Panel({
    title: `${index + 1}. ${rule.title}`,
    level: 3,
    children: (
      <div class="stack">
        {!rule.isOn && <p>{StateChip({ tone: 'calm', icon: 'pause', label: t.off })}</p>}
        <p>{sayRule(rule, props)}</p>
        <div class="row">
          <a href={`${base}/regle?id=${rule.id}`}>
            {t.edit}
            <span class="vh"> {rule.title}</span>
          </a>
          <a href={`${base}/condition?id=${rule.id}`}>
            {t.condition}
            <span class="vh"> {rule.title}</span>
          </a>
          {index > 0 && gesture(props, rule, { act: 'monter', icon: 'arrow-up', label: t.up })}
          {index < count - 1 && gesture(props, rule, { act: 'descendre', icon: 'arrow-down', label: t.down })}
          {gesture(props, rule, {
            act: rule.isOn ? 'suspendre' : 'reprendre',
            icon: rule.isOn ? 'pause' : 'play',
            label: rule.isOn ? t.turn_off : t.turn_on,
          })}
          {gesture(props, rule, { act: 'supprimer', icon: 'trash-2', label: t.remove })}
        </div>
      </div>
    ),
  })
}

interface Gesture {
  readonly act: string
  readonly icon: IconName
  readonly label: string
}

const gesture = ({ base, desk }: RulesPageProps, rule: Rule, { act, icon, label }: Gesture): VNode =>
  Form({
    action: base,
    hidden: { version: String(desk.draft.version), id: rule.id, geste: act },
    children: (
      <Button kind="quiet" icon={icon}>
        {label}
        <span class="vh"> : {rule.title}</span>
      </Button>
    ),
  })

function Otherwise(props: RulesPageProps): VNode {
  const { locale, base, desk, names } = props
  const { plan, version } = desk.draft
  const t = dispatchTexts(locale)
  const says = sayGiven(plan.otherwise, props)
  return Panel({
    title: t.otherwise,
    id: 'sinon',
    children: (
      <div class="stack">
        <p>{says === undefined ? t.otherwise_nothing : t.otherwise_says(says)}</p>
        {Details({
          summary: t.edit,
          children: Form({
            action: base,
            hidden: { version: String(version), geste: 'reglages' },
            children: (
              <>
                {Radios({
                  id: 'mode',
                  name: 'mode',
                  legend: t.mode,
                  value: plan.mode,
                  choices: [
                    { value: 'first', label: t.mode_first },
                    { value: 'all', label: t.mode_all },
                  ],
                })}
                {GivenFields({ locale, names, given: plan.otherwise, errorOf: () => undefined })}
                {Actions({ children: Button({ kind: 'secondary', children: t.keep }) })}
              </>
            ),
          }),
        })}
      </div>
    ),
  })
}
