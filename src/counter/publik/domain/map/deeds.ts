import type { Expression } from '#kernel/expression'
import type { Recipient, DeedStep } from '#counter/workflows'
import type { PublikStep } from '../../schema.ts'
import { identifierOf, slugOf } from '../names.ts'
import { hasTemplate } from '../translate/templates.ts'
import type { Placeholders } from '../translate/texts.ts'
import { calm, cut, textOfHtml } from '../words.ts'
import type { Circuit } from './circuit-desk.ts'
import { isTaken } from './notebook.ts'

type When = { when?: Expression }

/** The condition of a step; one that is lost is noted, and the step is done each time. */
export function whenOf(step: PublikStep, { notebook, names }: Circuit): When {
  const when = step.condition && notebook.condition(step.condition, names)
  return when === undefined ? {} : { when }
}

/** A text of ours, never empty, and no longer than a circuit takes. */
export function textOf(template: string, step: PublikStep, circuit: Circuit): { fr: string } {
  const text = circuit.notebook.text(calm(textOfHtml(template)), workedIn(circuit, isForPerson(step)), step.spot)
  return { fr: cut(text.replaceAll(/\{name\}(?:\s+\{name\})+/g, '{name}'), 4900) || '{procedure}' }
}

/** Whether the person reads what a step says; an address that comes from an answer is hers too. */
const isForPerson = ({ kind, lists }: PublikStep): boolean => {
  const to = lists['to'] ?? []
  return to.length === 0 ? kind !== 'sendmail' : to.some((name) => name === '_submitter' || hasTemplate(name))
}

/** The variables of a circuit; what none of them says is worked out in a field of its own, before the step. */
export function workedIn({ names, worked }: Circuit, isForPerson = false): Placeholders {
  const keep = (value: Expression): string | undefined => {
    if (!isTaken(value)) return undefined
    const id = names.addText(isForPerson)
    worked.push({ id, value })
    return `{internal.${id}}`
  }
  return { ...names.placeholders, work: { names, keep } }
}

/** The step that works out what the texts just mapped need, if they do. */
export function takeWorked({ worked }: Circuit): readonly DeedStep[] {
  const fields = worked.splice(0)
  return fields.length > 0 ? [{ kind: 'set', fields }] : []
}

type Mapper = (step: PublikStep, circuit: Circuit) => readonly DeedStep[]

/** Who a step names: the person, functions, addresses. */
function recipientsOf(names: readonly string[], step: PublikStep, circuit: Circuit): readonly Recipient[] {
  return names.flatMap((name): Recipient[] => {
    if (name === '_submitter') return [{ kind: 'applicant' }]
    if (!hasTemplate(name))
      return name.includes('@')
        ? [{ kind: 'address', address: name }]
        : [{ kind: 'function', function: circuit.functionOf(name, step) }]
    const text = circuit.notebook.text(name, workedIn(circuit), step.spot)
    const only = /^\{(answer|internal)\.([a-z0-9_]+)\}$/.exec(text)
    if (only?.[1] === 'answer' && only[2]) return [{ kind: 'answer', field: only[2] }]
    if (only?.[1] === 'internal' && only[2]) return [{ kind: 'internal', field: only[2] }]
    return text === '' || text === '{name}' ? [{ kind: 'applicant' }] : [{ kind: 'address', address: cut(text, 290) }]
  })
}

/** The mail of the step, or the one that it names. */
function mailOf(step: PublikStep, circuit: Circuit): { subject: { fr: string }; body: { fr: string } } {
  const slug = step.values['mail_template']
  const template = slug === undefined ? undefined : circuit.library.mailTemplate(slug)
  const [subject = '', body = ''] = template
    ? [template.subject, template.body]
    : [step.values['subject'], step.values['body']]
  if (slug !== undefined && !template)
    circuit.notebook.note(
      'missing',
      step.spot,
      `Modèle de courriel « ${slug} »${body ? ' : le texte de l’étape le remplace' : ''}`,
    )
  return { subject: { fr: cut(textOf(subject, step, circuit).fr, 200) }, body: textOf(body, step, circuit) }
}

/** The text of a comment, or of the model that it names. */
function commentOf(step: PublikStep, { library, notebook }: Circuit): string {
  const slug = step.values['comment_template']
  const template = slug === undefined ? undefined : library.mailTemplate(slug)
  if (slug !== undefined && !template) notebook.note('missing', step.spot, `Modèle de commentaire « ${slug} »`)
  return template?.body ?? step.values['comment'] ?? ''
}

const sendmail: Mapper = (step, circuit) => {
  const mail = mailOf(step, circuit)
  if (step.rows['attachments'] || step.values['attachments'])
    circuit.notebook.note('not_carried', step.spot, 'Pièces jointes du courriel')
  return recipientsOf(step.lists['to'] ?? [], step, circuit).map((to) =>
    to.kind === 'applicant'
      ? { kind: 'notify', to: 'applicant', ...mail, ...whenOf(step, circuit) }
      : { kind: 'send', channel: 'email', to, ...mail, ...whenOf(step, circuit) },
  )
}

const notification: Mapper = (step, circuit) =>
  recipientsOf(step.lists['to'] ?? ['_submitter'], step, circuit).map((to) => ({
    kind: 'send',
    channel: 'in_app',
    to,
    subject: { fr: cut(textOf(step.values['title'] ?? '', step, circuit).fr, 200) },
    body: textOf(step.values['body'] ?? '', step, circuit),
    ...whenOf(step, circuit),
  }))

const readersOf = (step: PublikStep): 'applicant' | 'agents' =>
  (step.lists['to'] ?? ['_submitter']).some((name) => name === '_submitter') || (step.lists['to'] ?? []).length === 0
    ? 'applicant'
    : 'agents'

/** Values of rows, by the name that we give to what they fill. */
function valuesOf(
  rows: readonly Readonly<Record<string, string>>[],
  nameOf: (row: Readonly<Record<string, string>>) => string | undefined,
  step: PublikStep,
  circuit: Circuit,
): { id: string; value: Expression }[] {
  return rows.flatMap((row) => {
    const id = nameOf(row)
    const value = circuit.notebook.value(row['value'] ?? row['expression'] ?? '', circuit.names, step.spot)
    if (id === undefined) circuit.notebook.note('not_carried', step.spot, `Champ inconnu : ${row['field_id'] ?? ''}`)
    return id === undefined || value === undefined ? [] : [{ id, value }]
  })
}

const set: Mapper = (step, circuit) => {
  const nameOf = (row: Readonly<Record<string, string>>) => circuit.names.internalOf(row['field_id'] ?? '')
  const fields = valuesOf(step.rows['fields'] ?? [], nameOf, step, circuit)
  return fields.length > 0 ? [{ kind: 'set', fields, ...whenOf(step, circuit) }] : []
}

const createCase =
  (kind: 'card' | 'create_case', isNew: boolean): Mapper =>
  (step, circuit) => {
    const slug = slugOf((step.values['formdef_slug'] ?? 'a-choisir').replace(/^carddef:/, ''))
    const target = circuit.library.card(slug)
    const nameOf = (row: Readonly<Record<string, string>>): string => {
      const field = target?.fields.find(({ id }) => id === row['field_id'])
      return identifierOf(field?.varname ?? row['field_id'] ?? 'champ')
    }
    const rows = valuesOf(step.rows['mappings'] ?? [], nameOf, step, circuit)
    if (!target) circuit.notebook.note('missing', step.spot, `Fiche ou démarche « ${slug} »`)
    const id = circuit.ids(`${isNew ? 'creer' : 'modifier'}_${slug}`)
    const record = isNew
      ? {}
      : { record: circuit.notebook.value(step.values['target_id'] ?? '', circuit.names, step.spot) ?? '' }
    return kind === 'card'
      ? [{ kind, id, list: slug, values: rows, ...record, ...whenOf(step, circuit) }]
      : [{ kind, id, procedure: slug, answers: rows, ...whenOf(step, circuit) }]
  }

/** Gives the case by rule, or to the function that the step names. */
const dispatch: Mapper = (step, circuit) => {
  const otherwise = circuit.functionOf(step.values['role_key'] ?? '_receiver', step)
  const variable = step.values['variable']
  const rules = (step.rows['rules'] ?? []).flatMap((row) => {
    const named = row['role_id'] ?? ''
    const code = {
      dialect: 'django',
      text: `${bare(variable ?? '')} == ${JSON.stringify(row['value'] ?? '')}`,
      spot: step.spot,
    } as const
    const when = circuit.notebook.condition(code, circuit.names)
    return when === undefined ? [] : [{ when, function: circuit.functionOf(named, step) }]
  })
  return variable !== undefined && rules.length > 0
    ? [{ kind: 'dispatch', rules: rules.slice(0, 50), otherwise }]
    : [{ kind: 'assign', function: otherwise, ...whenOf(step, circuit) }]
}

const bare = (template: string): string => template.replaceAll(/^\s*\{\{\s*|\s*\}\}\s*$/g, '').replace(/^=/, '')

/** An address whose site is written in full, as a link; any other, that only the form or the case knows, in words. */
const redirect: Mapper = (step, circuit) => {
  const url = cut(circuit.notebook.text(step.values['url'] ?? '', workedIn(circuit, true), step.spot), 1900)
  if (url === '') return []
  if (/^https:\/\/[^/{}]+(?:\/|$)/.test(url) || url.startsWith('/'))
    return [{ kind: 'redirect', to: 'applicant', label: { fr: 'Continuer' }, url, ...whenOf(step, circuit) }]
  circuit.notebook.note('mended', step.spot, `Redirection vers ${url} : l’adresse est donnée dans un texte`)
  const body = { fr: `Continuez à cette adresse : ${url}` }
  return [{ kind: 'show_text', to: 'applicant', body, ...whenOf(step, circuit) }]
}

const mappers: Readonly<Record<string, Mapper>> = {
  sendmail,
  notification,
  sendsms: (step, circuit) =>
    recipientsOf(step.lists['to'] ?? ['_submitter'], step, circuit).map((to) => ({
      kind: 'send',
      channel: 'sms',
      to,
      body: textOf(step.values['body'] ?? '', step, circuit),
      ...whenOf(step, circuit),
    })),
  'register-comment': (step, circuit) => [
    {
      kind: 'comment',
      to: readersOf(step),
      body: textOf(commentOf(step, circuit), step, circuit),
      ...whenOf(step, circuit),
    },
  ],
  displaymsg: (step, circuit) => {
    const to = step.lists['to'] ?? []
    const readers =
      to.length === 0 ? 'everyone' : to.includes('_submitter') ? (to.length > 1 ? 'everyone' : 'applicant') : 'agents'
    return [
      {
        kind: 'show_text',
        to: readers,
        body: textOf(step.values['message'] ?? '', step, circuit),
        ...whenOf(step, circuit),
      },
    ]
  },
  redirect_to_url: redirect,
  'set-backoffice-fields': set,
  create_carddata: createCase('card', true),
  edit_carddata: createCase('card', false),
  create_formdata: createCase('create_case', true),
  export_to_model: (step, circuit) => {
    circuit.notebook.note('missing', step.spot, 'Modèle de document : à déposer dans la bibliothèque')
    const name = calm(textOfHtml(step.values['label'] ?? step.values['filename'] ?? '')) || 'Document'
    const id = circuit.ids(`document_${name}`)
    return [
      {
        kind: 'generate_document',
        id,
        template: slugOf(name),
        name: { fr: cut(name, 200) },
        readBy: 'applicant',
        ...whenOf(step, circuit),
      },
    ]
  },
  dispatch,
  anonymise: (step, circuit) => [{ kind: 'anonymise', ...whenOf(step, circuit) }],
  remove: (step, circuit) => [{ kind: 'remove', ...whenOf(step, circuit) }],
}

/** What a step does at once, in ours; undefined when it is of another kind: a way, a wait, or nothing that we have. */
export function deedsOf(step: PublikStep, circuit: Circuit): readonly DeedStep[] | undefined {
  const deeds = Object.hasOwn(mappers, step.kind) ? mappers[step.kind]?.(step, circuit) : undefined
  return deeds && [...takeWorked(circuit), ...deeds]
}
