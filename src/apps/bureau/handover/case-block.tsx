import type { CaseHandovers, Decision, HandoverShown } from '#counter/handover'
import { decisionsOf, isOpen } from '#counter/handover'
import { Action, Button, Icon, type IconName, Notice, Select, TextArea } from '#platform/html'
import { formats, type Locale } from '#platform/i18n'
import { handoverTexts, type HandoverTexts } from './texts.ts'

/** What was typed and did not pass, by the form that it was in. */
interface Typed {
  readonly form: string
  readonly values: Readonly<Record<string, string>>
  readonly errors: readonly { readonly fieldId: string; readonly message: string }[]
}

interface BlockProps {
  readonly locale: Locale
  readonly address: string
  readonly from: string
  readonly version: number
  readonly key: string
  readonly isClosed: boolean
  readonly isReader: boolean
  readonly typed: Typed | undefined
  readonly handovers: CaseHandovers
}

/** With whom a request is, and what can be decided of it; to whom it may be given. Nothing where no partner is concerned. */
export function HandoverBlock(props: BlockProps) {
  const { locale, handovers, isClosed, isReader } = props
  const t = handoverTexts(locale)
  const current = handovers.handovers.find(({ state }) => isOpen(state))
  const before = handovers.handovers.filter((each) => each !== current)
  const mayGive = !current && !isClosed && !isReader && handovers.takers.length > 0
  if (!current && before.length === 0 && !mayGive) return null
  return (
    <section class="stack" aria-labelledby="chez-partenaire">
      <h3 id="chez-partenaire">{titleOf(current, t)}</h3>
      {current && Standing({ locale, current })}
      <div class="acts">
        {current &&
          !isReader &&
          decisionsOf(current.role, current.state).map((each) => DecideForm(props, current, each))}
        {mayGive && GiveForm(props)}
      </div>
      {before.length > 0 && Before({ locale, before })}
    </section>
  )
}

function titleOf(current: HandoverShown | undefined, t: HandoverTexts): string {
  if (!current) return t.block
  return current.role === 'giver' ? t.blockGiver(current.partnerName) : t.blockTaker(current.partnerName)
}

function Before({ locale, before }: { readonly locale: Locale; readonly before: readonly HandoverShown[] }) {
  const t = handoverTexts(locale)
  return (
    <>
      <h4>{t.before}</h4>
      <ul>
        {before.map(({ partnerName, state, changedAt }) => (
          <li>{t.beforeLine(partnerName, t[`state_${state}`].toLowerCase(), formats(locale).date(changedAt))}</li>
        ))}
      </ul>
    </>
  )
}

function Standing({ locale, current }: { readonly locale: Locale; readonly current: HandoverShown }) {
  const t = handoverTexts(locale)
  const { role, state, reference, changedAt, news } = current
  const words = role === 'taker' ? (state === 'accepted' ? t.taker_accepted : t.taker_requested) : t[`state_${state}`]
  return Notice({
    tone: 'info',
    icon: 'share-2',
    children: (
      <>
        <b>{words}.</b> {news !== null && `${news} `}
        {t.since(formats(locale).dateTime(changedAt))}
        {role === 'giver' && current.mode === 'open311' && (
          <>
            <br />
            {t.open311_no_messages}
          </>
        )}
        {role === 'giver' && reference !== null && (
          <>
            <br />
            {t.reference(reference)}
          </>
        )}
      </>
    ),
  })
}

const looks: Readonly<Record<Decision, { readonly icon: IconName; readonly kind: 'primary' | 'quiet' | 'danger' }>> = {
  accept: { icon: 'check', kind: 'primary' },
  refuse: { icon: 'circle-x', kind: 'danger' },
  return: { icon: 'undo-2', kind: 'quiet' },
  take_back: { icon: 'undo-2', kind: 'quiet' },
}

function DecideForm(props: BlockProps, { id }: HandoverShown, decision: Decision) {
  const { locale, address, from, version, key, typed } = props
  const t = handoverTexts(locale)
  const { icon, kind } = looks[decision]
  const mine = typed?.form === `handover:${decision}` ? typed : undefined
  const fieldId = `motif-${decision}`
  const button = Button({ kind, isWide: true, icon, children: t[decision] })
  return (
    <Action
      action={`${address}/passation/${decision}${from}`}
      hidden={{ version: String(version), key, passation: id }}
      isFirst={decision === 'accept'}
    >
      {decision === 'accept' ? (
        button
      ) : (
        <details class="act-fold" open={mine !== undefined}>
          <summary class={kind === 'danger' ? 'btn danger wide' : 'btn quiet wide'}>
            {Icon({ name: icon })}
            {t[decision]}
          </summary>
          <div class="act-form">
            {TextArea({
              id: fieldId,
              name: 'motif',
              label: t.reason,
              value: mine?.values['motif'],
              error: mine?.errors.find((error) => error.fieldId === fieldId)?.message,
              maxLength: 5000,
              isRequired: true,
            })}
            {button}
          </div>
        </details>
      )}
      <p>{t[`${decision}_note`]}</p>
    </Action>
  )
}

function GiveForm({ locale, address, from, version, key, handovers }: BlockProps) {
  const t = handoverTexts(locale)
  return (
    <Action action={`${address}/passation${from}`} hidden={{ version: String(version), key }}>
      <details class="act-fold">
        <summary class="btn quiet wide">
          {Icon({ name: 'share-2' })}
          {t.give}
        </summary>
        <div class="act-form">
          {Select({
            id: 'partenaire',
            name: 'partenaire',
            label: t.giveTo,
            options: handovers.takers.map(({ id, name }) => ({ value: id, label: name })),
          })}
          {TextArea({ id: 'mot', name: 'mot', label: t.note, maxLength: 5000 })}
          {Button({ kind: 'secondary', isWide: true, icon: 'share-2', children: t.give_do })}
        </div>
      </details>
      <p>
        {t.giveNote} {handovers.takers.some(({ clock }) => clock === 'paused') && t.givePaused}
      </p>
    </Action>
  )
}
