import type { VNode } from 'preact'
import type { Field, FieldType, LocalizedText } from '#counter/procedures'
import { localize } from '#kernel/localized'
import { centsAsTyped } from '#kernel/money'
import {
  Actions,
  Button,
  Details,
  Form,
  MoneyInput,
  NumberInput,
  Panel,
  Select,
  TextArea,
  TextInput,
} from '#platform/html'
import { FindingList } from './findings.tsx'
import { type DesignerProps, errorIn, valueOf } from './parts.tsx'
import { unfolded } from './rule/target.ts'
import { studioTexts } from './texts.ts'

/** What is said of the procedure as a whole. */
export function About(props: DesignerProps): VNode {
  const { locale, base, draft } = props
  const t = studioTexts(locale)
  return Panel({
    title: t.about,
    children: (
      <>
        {FindingList(props)}
        {Form({
          action: `${base}/${draft.id}`,
          hidden: { version: String(draft.version), geste: 'a-propos' },
          children: (
            <>
              {Words(props)}
              {Roles(props)}
              {More(props)}
              {draft.state === 'open' && Actions({ children: Button({ children: t.save }) })}
            </>
          ),
        })}
      </>
    ),
  })
}

const typedHere = ({ act, typed }: DesignerProps): DesignerProps['typed'] | undefined =>
  act === 'a-propos' ? typed : undefined

/** One box of this panel, as it was typed or as the draft has it. */
function box(props: DesignerProps, id: string, label: string, current: string) {
  const now = typedHere(props)
  return { id, name: id, label, value: valueOf(now, id, current), error: errorIn(props, now, id) }
}

function Words(props: DesignerProps): VNode {
  const t = studioTexts(props.locale)
  const { title, summary, forWhom, minutes, defaults } = props.draft.document.definition
  const euros = centsAsTyped(defaults.feeCents)
  return (
    <>
      {TextInput(box(props, 'titre', t.name, title.fr))}
      {TextArea({ ...box(props, 'resume', t.summary, summary.fr), rows: 2 })}
      {TextArea({ ...box(props, 'pour_qui', t.for_whom, forWhom.fr), rows: 2 })}
      {NumberInput({ ...box(props, 'minutes', t.minutes, String(minutes)), isWhole: true })}
      {NumberInput({ ...box(props, 'delai', t.deadline, String(defaults.deadlineDays)), isWhole: true })}
      {MoneyInput(box(props, 'tarif', t.fee, euros))}
      {TextInput(box(props, 'contact', t.contact, defaults.contact.name.fr))}
    </>
  )
}

/** Which questions say who asks, how to reach her, and what tells one request from another. */
function Roles(props: DesignerProps): VNode {
  const { locale, draft, blocks } = props
  const t = studioTexts(locale)
  const { applicant, subject } = draft.document.definition
  const fields = unfolded(draft.document.definition, blocks).form.pages.flatMap((page) => page.fields)
  const role = (id: string, label: string, current: string | undefined, types: readonly FieldType[]) =>
    Select({
      ...box(props, id, label, current ?? ''),
      emptyLabel: t.nobody,
      options: asked(fields, types, current).map((each) => ({ value: each.id, label: localize(each.label, locale) })),
    })
  return (
    <>
      {role('demandeur', t.who_asks, applicant.identity, ['identity'])}
      {role('courriel', t.who_email, applicant.email, ['email'])}
      {role('telephone', t.who_phone, applicant.phone, ['phone'])}
      {role('organisation', t.who_organisation, applicant.organisation, ['text'])}
      {role('objet', t.subject, subject, ['text', 'choice'])}
    </>
  )
}

type Asked = Pick<Field, 'id' | 'label'>

/** Fields of some types, and the one that is named now, whatever it is. */
function asked(fields: readonly Field[], types: readonly FieldType[], current: string | undefined): readonly Asked[] {
  const found = fields.filter(({ type }) => types.includes(type))
  const isLost = current !== undefined && !found.some(({ id }) => id === current)
  return isLost ? [...found, { id: current, label: { fr: current } }] : found
}

const linesOf = (texts: readonly LocalizedText[]): string => texts.map(({ fr }) => fr).join('\n')

function More(props: DesignerProps): VNode {
  const t = studioTexts(props.locale)
  const { title, summary, forWhom, prepare, nextSteps, keywords } = props.draft.document.definition
  const lines = (id: string, label: string, current: string) =>
    TextArea({ ...box(props, id, label, current), hint: t.one_a_line, rows: 3 })
  const english = (id: string, label: string, current: string | undefined) =>
    TextInput({ ...box(props, id, t.in_english(label), current ?? ''), optionalMark: t.facultative })
  return (
    <Details summary={t.about_more} isOpen={typedHere(props) !== undefined}>
      <div class="stack">
        {lines('preparer', t.prepare, linesOf(prepare))}
        {lines('ensuite', t.next_steps, linesOf(nextSteps))}
        {TextInput({ ...box(props, 'mots', t.keywords, keywords.fr.join(', ')), hint: t.keywords_hint })}
        {english('titre_en', t.name, title.en)}
        {english('resume_en', t.summary, summary.en)}
        {english('pour_qui_en', t.for_whom, forWhom.en)}
      </div>
    </Details>
  )
}
