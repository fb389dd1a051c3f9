import type { VNode } from 'preact'
import type { Locale } from '#kernel/localized'
import {
  Actions,
  Breadcrumbs,
  Button,
  ButtonLink,
  DescriptionList,
  ErrorSummary,
  Form,
  Notice,
  PageHead,
  Panel,
  Select,
  type SelectOption,
  TextArea,
} from '#platform/html'
import { changeTexts } from './change-texts.ts'
import type { Ways } from './change.ts'

export interface TurnQuestion {
  readonly id: string
  readonly label: string
  readonly options: readonly SelectOption[]
  /** The question whose answer it takes; empty: none. */
  readonly value: string
}

export interface TurnPageProps {
  readonly locale: Locale
  readonly number: string
  readonly ways: Ways
  readonly hidden: Readonly<Record<string, string>>
  readonly offers: readonly SelectOption[]
  readonly offer: string
  readonly error: string | undefined
  /** Once a procedure is chosen. */
  readonly plan:
    | {
        readonly questions: readonly TurnQuestion[]
        readonly left: readonly { readonly label: string; readonly value: string }[]
        readonly missing: readonly string[]
        readonly places: readonly SelectOption[]
        readonly place: string
        readonly promise: string
        readonly message: string
      }
    | undefined
}

/** First which procedure; then where each answer goes. */
export function TurnPage(props: TurnPageProps): VNode {
  const { locale, number, ways, error, plan } = props
  const t = changeTexts(locale)
  return (
    <div class="wrap">
      {Breadcrumbs({ label: t.back, links: [{ href: ways.back, label: t.back }], isBack: true })}
      {error !== undefined && ErrorSummary({ title: t.errors, errors: [{ fieldId: 'vers', message: error }] })}
      {PageHead({ title: t.turnTitle(number), lead: t.turnLead })}
      <div class="stack far">
        {ChooseForm(props)}
        {plan !== undefined && TurnForm(props, plan)}
      </div>
    </div>
  )
}

function ChooseForm({ locale, ways, offers, offer, error, plan }: TurnPageProps): VNode {
  const t = changeTexts(locale)
  return (
    <Form action={ways.action} method="get" class="panel stack">
      {Select({
        id: 'vers',
        name: 'vers',
        label: t.turnTo,
        emptyLabel: t.choose,
        options: offers,
        value: offer,
        error,
      })}
      {Actions({
        children: (
          <Button kind={plan === undefined ? 'primary' : 'quiet'} iconAfter="arrow-right">
            {t.next}
          </Button>
        ),
      })}
    </Form>
  )
}

function TurnForm(props: TurnPageProps, plan: NonNullable<TurnPageProps['plan']>): VNode {
  const { locale, ways, hidden } = props
  const t = changeTexts(locale)
  return (
    <Form action={ways.action} class="stack far" hidden={hidden}>
      {Panel({
        title: t.mappingTitle,
        children: (
          <div class="stack">
            <p>{t.mappingLead}</p>
            {plan.questions.map(({ id, label, options, value }) =>
              Select({ id: `q-${id}`, name: `q-${id}`, label, emptyLabel: t.blank, options, value }),
            )}
            {plan.missing.length > 0 && (
              <>
                <h3>{t.missingTitle}</h3>
                <ul>
                  {plan.missing.map((each) => (
                    <li>{each}</li>
                  ))}
                </ul>
              </>
            )}
          </div>
        ),
      })}
      {Panel({
        title: t.leftTitle,
        children:
          plan.left.length === 0 ? (
            <p>{t.leftNone}</p>
          ) : (
            <>
              {DescriptionList({ items: plan.left })}
              <p class="meta">{t.leftNote}</p>
            </>
          ),
      })}
      {Panel({
        title: t.placeTitle,
        children: (
          <div class="stack">
            {Select({
              id: 'etape',
              name: 'etape',
              label: t.placeLabel,
              hint: t.placeHint,
              emptyLabel: t.fromStart,
              options: plan.places,
              value: plan.place,
            })}
            {Notice({ icon: 'calendar-check', children: plan.promise })}
            {TextArea({
              id: 'mot',
              name: 'mot',
              label: t.tell,
              hint: t.turnTellHint,
              value: plan.message,
              maxLength: 5000,
            })}
          </div>
        ),
      })}
      {Actions({
        children: (
          <>
            <Button icon="check">{t.turnSubmit}</Button>
            <Button kind="quiet" name="geste" value="voir">
              {t.look}
            </Button>
            <ButtonLink kind="quiet" href={ways.back}>
              {t.cancel}
            </ButtonLink>
          </>
        ),
      })}
    </Form>
  )
}
