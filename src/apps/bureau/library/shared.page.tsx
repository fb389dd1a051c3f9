import type { VNode } from 'preact'
import type { OfferOptions, SharedProcedure } from '#counter/procedures'
import type { Workflow } from '#counter/workflows'
import { type Locale, localize } from '#kernel/localized'
import { centsAsTyped } from '#kernel/money'
import {
  Actions,
  Alert,
  Breadcrumbs,
  Button,
  ButtonLink,
  ErrorSummary,
  Form,
  Icon,
  MoneyInput,
  NumberInput,
  PageHead,
  Panel,
  Select,
  type SelectOption,
  TextArea,
  TextInput,
  Toast,
} from '#platform/html'
import type { FormBody } from '#platform/http'
import { typedIn } from '../../connect/accounts/typed.ts'
import { type Compared, Differences } from '../studio/difference.tsx'
import { Standing, standingOf } from './library.page.tsx'
import { libraryTexts } from './texts.ts'

interface WithCircuit {
  readonly revision: { readonly definition: Compared['definition']; readonly number: number }
  readonly workflow: Workflow
}

export interface SharedPageProps {
  readonly locale: Locale
  readonly base: string
  readonly shared: SharedProcedure
  readonly newest: WithCircuit
  /** What the collectivity offers; undefined when it does not. */
  readonly offered: WithCircuit | undefined
  readonly services: readonly SelectOption[]
  readonly publicHref: string
  /** What it names and this collectivity lacks. */
  readonly lacking: readonly { readonly isBlocking: boolean; readonly sentence: string }[]
  readonly done: string | undefined
  readonly typed: FormBody | undefined
  readonly errors: readonly { readonly fieldId: string; readonly message: string }[]
}

/** One procedure of the library: the update that waits, this collectivity's own terms, and a copy of its own. */
export function SharedPage(props: SharedPageProps): VNode {
  const { locale, base, shared, errors, done } = props
  const t = libraryTexts(locale)
  return (
    <>
      {done !== undefined && Toast({ children: done })}
      {Breadcrumbs({ label: t.title, links: [{ href: base, label: t.title }], isBack: true })}
      {PageHead({ title: localize(shared.title, locale), lead: localize(shared.summary, locale) })}
      <div class="stack far">
        <p class="row">
          {Standing({ locale, shared })}
          {shared.offered !== null && shared.published === true && <a href={props.publicHref}>{t.see}</a>}
        </p>
        {errors.length > 0 && ErrorSummary({ title: t.errors, errors })}
        {Update(props)}
        {Terms(props)}
        {Detach(props)}
      </div>
    </>
  )
}

/** The newer revision, with what it changes, and the choice. */
function Update(props: SharedPageProps): VNode | null {
  const { locale, base, shared, newest, offered } = props
  if (!offered || offered.revision.number >= newest.revision.number) return null
  const t = libraryTexts(locale)
  const known = shared.bindings ?? {}
  const added = newest.workflow.functions.filter(({ id }) => known[id] === undefined)
  return (
    <section class="stack" aria-labelledby="mise-a-jour">
      <h2 id="mise-a-jour">{t.update_title}</h2>
      {standingOf(shared) === 'kept' && Alert({ tone: 'info', title: t.kept_title, children: <p>{t.kept_body}</p> })}
      <p>{t.update_body(offered.revision.number, newest.revision.number)}</p>
      {Differences({
        locale,
        before: { definition: offered.revision.definition, workflow: offered.workflow },
        after: { definition: newest.revision.definition, workflow: newest.workflow },
        level: 3,
      })}
      {Form({
        action: `${base}/${shared.slug}/mise-a-jour`,
        hidden: { version: String(newest.revision.number) },
        children: (
          <>
            {added.map((each) => Service(props, each, undefined))}
            {Actions({
              children: (
                <>
                  {Button({ name: 'geste', value: 'suivre', children: t.follow })}
                  {Button({ kind: 'secondary', name: 'geste', value: 'garder', children: t.keep })}
                </>
              ),
            })}
          </>
        ),
      })}
    </section>
  )
}

type Function_ = Workflow['functions'][number]

const Service = ({ locale, services, typed }: SharedPageProps, { id, label }: Function_, current: string | undefined) =>
  Select({
    id: `fonction-${id}`,
    name: `fonction.${id}`,
    label: localize(label, locale),
    hint: libraryTexts(locale).service_hint,
    emptyLabel: libraryTexts(locale).choose,
    options: services,
    value: typed ? typedIn(typed, `fonction.${id}`) || current : current,
  })

/** Delay, fee, contact, note, services, and what the circuit leaves to each collectivity. */
function Terms(props: SharedPageProps): VNode {
  const { locale, base, shared, newest, offered } = props
  const t = libraryTexts(locale)
  const options = shared.options ?? newest.revision.definition.defaults
  const { workflow } = offered ?? newest
  const bindings = shared.bindings ?? {}
  const isOffered = shared.offered !== null && shared.published === true
  return Panel({
    title: isOffered ? t.terms : t.offer_title,
    children: Form({
      action: `${base}/${shared.slug}`,
      children: (
        <>
          {Own(props, options)}
          <h3 id="services">{t.services}</h3>
          {workflow.functions.map((each) => Service(props, each, bindings[each.id]))}
          {Lacking(props)}
          {(workflow.options ?? []).length > 0 && <h3>{t.circuit_options}</h3>}
          {(workflow.options ?? []).map((option) => Setting(props, option, options))}
          {Actions({
            children: (
              <>
                {Button({ name: 'geste', value: 'proposer', children: isOffered ? t.save : t.offer })}
                {isOffered && Button({ kind: 'quiet', name: 'geste', value: 'retirer', children: t.withdraw })}
              </>
            ),
          })}
          {isOffered && <p class="meta">{t.withdraw_hint}</p>}
        </>
      ),
    }),
  })
}

/** Agendas, régies, letters and lists that it names and that are not here. */
function Lacking({ locale, lacking }: SharedPageProps): VNode | null {
  if (lacking.length === 0) return null
  const t = libraryTexts(locale)
  return (
    <section class="stack" id="chez-vous" tabIndex={-1}>
      <h3>{t.lacking}</h3>
      <ul class="plain found">
        {lacking.map(({ isBlocking, sentence }) => (
          <li class={isBlocking ? 'bad' : 'warn'}>
            {Icon({ name: isBlocking ? 'circle-alert' : 'triangle-alert', size: 'small' })}
            <span>{sentence}</span>
          </li>
        ))}
      </ul>
      <p class="meta">{t.lacking_hint}</p>
    </section>
  )
}

const inputOf = ({ typed, errors }: SharedPageProps, name: string, current: string | undefined) => ({
  id: name.replace('.', '-'),
  name,
  value: typed ? typedIn(typed, name) : current,
  error: errors.find(({ fieldId }) => fieldId === name.replace('.', '-'))?.message,
})

function Own(props: SharedPageProps, { deadlineDays, feeCents, contact, localNote }: OfferOptions): VNode {
  const t = libraryTexts(props.locale)
  const optional = { optionalMark: t.optional }
  return (
    <>
      {NumberInput({ ...inputOf(props, 'delai', String(deadlineDays)), label: t.delay, isWhole: true })}
      {MoneyInput({
        ...inputOf(props, 'prix', feeCents === 0 ? '' : centsAsTyped(feeCents)),
        label: t.fee,
        hint: t.fee_hint,
        ...optional,
      })}
      {TextInput({ ...inputOf(props, 'contact', contact.name.fr), label: t.contact, maxLength: 200 })}
      {TextInput({
        ...inputOf(props, 'telephone', contact.phone),
        label: t.phone,
        type: 'tel',
        maxLength: 20,
        ...optional,
      })}
      {TextInput({
        ...inputOf(props, 'courriel', contact.email),
        label: t.email,
        type: 'email',
        maxLength: 254,
        ...optional,
      })}
      {TextArea({ ...inputOf(props, 'note', localNote?.fr), label: t.note, hint: t.note_hint, rows: 3, ...optional })}
    </>
  )
}

type Option = NonNullable<Workflow['options']>[number]

function Setting(props: SharedPageProps, { id, label, type, default: initial }: Option, options: OfferOptions): VNode {
  const t = libraryTexts(props.locale)
  const now = options.circuit?.[id] ?? initial
  const shown =
    now === true ? 'oui' : now === false ? 'non' : type === 'amount' ? centsAsTyped(Number(now)) : String(now)
  const input = { ...inputOf(props, `option.${id}`, shown), label: localize(label, props.locale) }
  if (type === 'boolean') {
    return Select({
      ...input,
      options: [
        { value: 'oui', label: t.yes },
        { value: 'non', label: t.no },
      ],
    })
  }
  if (type === 'number') return NumberInput(input)
  if (type === 'amount') return MoneyInput(input)
  return type === 'date' ? TextInput({ ...input, type: 'date' }) : TextArea({ ...input, rows: 3 })
}

/** A copy that this collectivity changes as it likes, and the file. */
function Detach({ locale, base, shared }: SharedPageProps): VNode {
  const t = libraryTexts(locale)
  return Panel({
    title: t.own_copy,
    children: (
      <div class="stack">
        {Form({
          action: `${base}/${shared.slug}/copier`,
          children: (
            <>
              <p>{t.own_copy_body}</p>
              {Actions({ children: Button({ kind: 'secondary', icon: 'copy', children: t.copy }) })}
            </>
          ),
        })}
        <p>
          {ButtonLink({
            kind: 'quiet',
            icon: 'download',
            href: `${base}/${shared.slug}/export.json`,
            children: t.export,
          })}
        </p>
      </div>
    ),
  })
}
